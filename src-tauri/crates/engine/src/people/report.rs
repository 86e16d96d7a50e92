//! The quality report: a printed page about everybody's photos. It holds names, so that its file's name does not.

use std::fmt::Write;

use bellwatch_domain::{Person, PersonId};
use bellwatch_store::Photo;
use chrono::NaiveDate;

use super::blocking;
use super::enroller::{Enroller, consistency};
use super::views::{self, Photos};
use crate::html::escaped;
use crate::wire::{PersonView, Problem};
use crate::words::refusals::Refusal;

/// What stands in one row.
struct Line {
    person: PersonView,
    photos: Vec<String>,
    consistency: Option<String>,
    alike: Vec<String>,
}

impl Enroller {
    /// The report as a page of its own, of one group or of everybody.
    ///
    /// # Errors
    ///
    /// For a group that nobody is in; when the store or its key cannot be had.
    pub async fn report_page(&self, group: Option<&str>) -> Result<String, Problem> {
        let operator = self.operator();
        let pack = self.pack().await?;
        let model = pack.as_ref().ok().map(|pack| pack.model.as_str());
        let mut photos = views::by_person(operator.store().all_photos(model).await?);
        let mut people = operator.store().people().await?;
        let alike = self.alike().await?;
        if let Some(group) = group {
            let wanted = group.trim().to_lowercase();
            people.retain(|person| person.group.to_lowercase() == wanted);
            if people.is_empty() {
                return Err(Problem::bad_input("group", Refusal::EmptyGroup { group: group.trim() }));
            }
        }
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let fits: Vec<Option<String>> = match &pack {
            Err(_) => vec![None; ids.len()],
            Ok(pack) => {
                let (known, threshold) = (self.known(pack).await?, pack.threshold);
                blocking(move || ids.iter().map(|id| consistency(&known, *id, threshold)).collect()).await?
            }
        };
        let no_pack = pack.as_ref().err().map(ToString::to_string);
        let line = |(person, consistency): (&Person, Option<String>)| {
            let own = photos.remove(&person.id).unwrap_or_default();
            let others = alike.iter().filter_map(|pair| match person.id.0 {
                id if id == pair.a => Some(pair.b_name.clone()),
                id if id == pair.b => Some(pair.a_name.clone()),
                _ => None,
            });
            Line {
                person: views::person(person, &own, no_pack.as_deref()),
                photos: photo_lines(&own),
                consistency,
                alike: others.collect(),
            }
        };
        let lines: Vec<Line> = people.iter().zip(fits).map(line).collect();
        let config = operator.config().await?;
        let date = operator.now().with_timezone(&config.site.time_zone).date_naive();
        Ok(page(&config.site.name, group, date, &lines))
    }
}

fn photo_lines(photos: &Photos) -> Vec<String> {
    let line = |(photo, _): &(Photo, bool)| {
        let flaws = views::flaws(photo);
        let words: Vec<String> = flaws.iter().map(|flaw| flaw.words()).collect();
        let words = if words.is_empty() { "Good.".to_owned() } else { words.join(" ") };
        format!("{:.0} px between the eyes. {words}", photo.quality.eyes_px)
    };
    photos.iter().map(line).collect()
}

const STYLE: &str = "body{font:11pt/1.4 system-ui,sans-serif;margin:2em;color:#111}h1{font-size:16pt;margin:0}\
table{border-collapse:collapse;width:100%;margin-top:1em}th,td{border-bottom:1px solid #bbb;padding:.35em .6em;\
text-align:start;vertical-align:top}th{border-bottom:2px solid #111}tr{break-inside:avoid}thead{display:table-header-group}\
td:nth-child(4){white-space:nowrap}ul{margin:0;padding-inline-start:1.1em}p{margin:.3em 0}@page{margin:15mm}@media print{body{margin:0}}";

fn page(site: &str, group: Option<&str>, date: NaiveDate, lines: &[Line]) -> String {
    let enrolled = lines.iter().filter(|line| line.person.is_enrolled).count();
    let consents = lines.iter().filter(|line| line.person.consent.is_some()).count();
    let people = match lines.len() {
        1 => "1 person".to_owned(),
        many => format!("{many} people"),
    };
    let of = group.map_or_else(|| "Everybody".to_owned(), |group| format!("Group {}", escaped(group.trim())));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Photos for recognition</title>\n\
         <style>{STYLE}</style></head>\n<body>\n<h1>Photos for recognition</h1>\n\
         <p><bdi>{}</bdi>, {date}. <bdi>{of}</bdi>: {people}, {consents} with consent, {enrolled} can be recognised.</p>\n\
         <p>This page holds names. Keep it like a class list, and shred it when it is done with.</p>\n\
         <table><thead><tr><th>Code</th><th>Name</th><th>Group</th><th>Consent</th><th>Photos</th><th>Remarks</th></tr>\
         </thead>\n<tbody>\n",
        escaped(site),
    );
    for line in lines {
        let person = &line.person;
        let cell = |text: &str| format!("<td dir=\"auto\">{}</td>", escaped(text));
        let consent = person.consent.as_ref().map_or_else(|| "–".to_owned(), |consent| consent.given.clone());
        let alike: Vec<String> =
            line.alike.iter().map(|name| format!("Much like {name}: a hand decides between them.")).collect();
        let todo: Vec<String> = person.note.iter().chain(&line.consistency).cloned().chain(alike).collect();
        // Writing to a String does not fail.
        let _ = writeln!(
            page,
            "<tr>{}{}{}{}{}{}</tr>",
            cell(&person.code),
            cell(&person.name),
            cell(&person.group),
            cell(&consent),
            list(&line.photos),
            list(&todo),
        );
    }
    page.push_str("</tbody></table>\n</body></html>\n");
    page
}

fn list(items: &[String]) -> String {
    if items.is_empty() {
        return "<td>–</td>".to_owned();
    }
    let items: String = items.iter().map(|item| format!("<li dir=\"auto\">{}</li>", escaped(item))).collect();
    format!("<td><ul>{items}</ul></td>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stands_by_itself_and_no_name_becomes_markup() {
        let person = PersonView {
            id: 1,
            code: "<1>".to_owned(),
            name: "<script>alert('ئاڤان')</script>".to_owned(),
            group: "7A & B".to_owned(),
            active: true,
            consent: None,
            photos: 0,
            note: Some("There is no consent yet.".to_owned()),
            is_enrolled: false,
        };
        let line = Line { person, photos: Vec::new(), consistency: None, alike: vec!["\"Bo\"".to_owned()] };
        let page = page("School <1>", Some("7A & B"), "2026-11-25".parse().unwrap(), &[line]);
        assert!(page.contains("&lt;script&gt;alert(&#39;ئاڤان&#39;)") && !page.contains("<script"), "{page}");
        assert!(page.contains("7A &amp; B") && page.contains("Much like &quot;Bo&quot;"));
        assert!(page.contains("There is no consent yet.") && page.contains("1 person, 0 with consent"));
        for outside in ["http:", "https:", "src=", "href=", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
