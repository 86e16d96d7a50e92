//! From the configuration to the text of a file.

use bellwatch_domain::knobs::{self, KNOBS, SETTINGS};
use bellwatch_domain::plan::Config;
use bellwatch_domain::schedule::ExceptionKind;
use bellwatch_domain::sentences;
use bellwatch_domain::{
    BellSchedule, Camera, Drives, PeriodTemplate, ProfileId, ScheduleException, SourceAddress,
};
use chrono::NaiveTime;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

use super::sealer::Sealer;
use super::{FORMAT, FileError};

/// The file's text. What is empty is written as empty, so that an import empties it too.
pub(super) fn text(config: &Config, sealer: Option<&Sealer>) -> Result<String, FileError> {
    let mut document = DocumentMut::new();
    document.decor_mut().set_prefix("# Bellwatch configuration\n");
    document["format"] = value(FORMAT);
    if let Some(sealer) = sealer {
        document["salt"] = value(sealer.salt());
    }
    let mut site = Table::new();
    for setting in SETTINGS {
        site[setting.key] = value(knobs::get_setting(&config.site, setting.key));
    }
    document["site"] = Item::Table(site);
    let mut profiles = ArrayOfTables::new();
    for profile in config.profiles.values() {
        let mut table = Table::new();
        table["name"] = value(&profile.name);
        for knob in KNOBS {
            table[knob.key] = value(knobs::get(profile, knob.key));
        }
        profiles.push(table);
    }
    document["profile"] = Item::ArrayOfTables(profiles);
    let mut cameras = ArrayOfTables::new();
    for known in &config.cameras {
        cameras.push(camera(known, config, sealer)?);
    }
    document["camera"] = Item::ArrayOfTables(cameras);
    let mut schedules = ArrayOfTables::new();
    for known in &config.schedules {
        schedules.push(schedule(known, config)?);
    }
    document["schedule"] = Item::ArrayOfTables(schedules);
    let mut exceptions = ArrayOfTables::new();
    for known in &config.exceptions {
        exceptions.push(exception(known, config)?);
    }
    document["exception"] = Item::ArrayOfTables(exceptions);
    Ok(document.to_string())
}

sentences! {
    /// Why something cannot be written as it is, beyond what is wrong with a camera.
    pub(crate) enum Lost<'a> {
        Profile = "Its profile cannot be read.",
        ProfileOf { period: &'a str } = "The profile of {period} cannot be read.",
        Schedule = "Its schedule cannot be read.",
    }
}

fn camera(camera: &Camera, config: &Config, sealer: Option<&Sealer>) -> Result<Table, FileError> {
    let cannot = |why: &str| FileError::CannotExport { what: camera.name.clone(), why: why.to_owned() };
    let profile_name = |id: &ProfileId| {
        let profile = config.profiles.get(id);
        profile.map(|profile| profile.name.as_str()).ok_or_else(|| cannot(&Lost::Profile.to_string()))
    };
    // An address that cannot be read must not become another one on the way; a password that cannot be opened only
    // matters where it is asked for.
    let is_lost = camera.password.is_none() && sealer.is_some();
    if let Some(why) = &camera.unreadable
        && (camera.address == SourceAddress::unreadable() || is_lost)
    {
        return Err(cannot(why));
    }
    let mut table = Table::new();
    table["name"] = value(&camera.name);
    table["location"] = value(&camera.location);
    table["address"] = value(camera.address.as_str());
    table["sub_address"] = value(camera.sub_address.as_ref().map_or("", SourceAddress::as_str));
    table["user"] = value(camera.user.as_deref().unwrap_or_default());
    if let Some(sealer) = sealer {
        table["password_sealed"] = value(match &camera.password {
            None => String::new(),
            Some(password) => {
                sealer.seal(password, &camera.name).map_err(|no_random| cannot(&no_random.to_string()))?
            }
        });
    }
    table["priority"] = value(i64::from(camera.priority));
    table["enabled"] = value(camera.enabled);
    table["tags"] = value(camera.tags.iter().collect::<Array>());
    table["profile"] = value(profile_name(&camera.profile)?);
    let also: Result<Array, FileError> = camera.also_profiles.iter().map(profile_name).collect();
    table["also_profiles"] = value(also?);
    Ok(table)
}

fn schedule(schedule: &BellSchedule, config: &Config) -> Result<Table, FileError> {
    let mut table = Table::new();
    table["name"] = value(&schedule.name);
    table["enabled"] = value(schedule.enabled);
    table["drives"] = drives(&schedule.drives, config);
    let mut periods = ArrayOfTables::new();
    for known in &schedule.periods {
        periods.push(period(known, schedule, config)?);
    }
    // An empty array of tables would not be written at all.
    table["period"] = if periods.is_empty() { value(Array::new()) } else { Item::ArrayOfTables(periods) };
    Ok(table)
}

fn period(period: &PeriodTemplate, schedule: &BellSchedule, config: &Config) -> Result<Table, FileError> {
    let mut table = Table::new();
    table["name"] = value(&period.name);
    table["start"] = time(period.start);
    table["end"] = time(period.end);
    table["weekdays"] = value(period.weekdays.to_string());
    table["early_grace"] = value(period.early_grace.num_minutes());
    table["late_grace"] = value(period.late_grace.num_minutes());
    table["late_after"] = value(period.late_after.num_minutes());
    table["profile"] = match &period.profile {
        None => value(""),
        Some(id) => {
            let profile = config.profiles.get(id).ok_or_else(|| FileError::CannotExport {
                what: schedule.name.clone(),
                why: Lost::ProfileOf { period: &period.name }.to_string(),
            })?;
            value(&profile.name)
        }
    };
    table["expects"] = value(period.expects.iter().collect::<Array>());
    table["only"] = period.only.as_ref().map_or_else(|| value(""), |only| drives(only, config));
    Ok(table)
}

fn exception(exception: &ScheduleException, config: &Config) -> Result<Table, FileError> {
    let mut table = Table::new();
    table["name"] = value(&exception.name);
    table["first"] = value(exception.first.to_string());
    table["last"] = value(exception.last.to_string());
    match exception.kind {
        ExceptionKind::Off => table["kind"] = value("off"),
        ExceptionKind::On => table["kind"] = value("on"),
        ExceptionKind::Window { start, end } => {
            table["kind"] = value("window");
            table["start"] = time(start);
            table["end"] = time(end);
        }
        ExceptionKind::Shift { to } => {
            table["kind"] = value("shift");
            table["to"] = value(to.to_string());
        }
    }
    table["schedule"] = match exception.schedule {
        None => value(""),
        Some(id) => {
            let schedule = config.schedules.iter().find(|schedule| schedule.id == id);
            let schedule = schedule.ok_or_else(|| FileError::CannotExport {
                what: exception.name.clone(),
                why: Lost::Schedule.to_string(),
            })?;
            value(&schedule.name)
        }
    };
    Ok(table)
}

fn drives(drives: &Drives, config: &Config) -> Item {
    let Drives::Some { cameras, tags } = drives else { return value("all") };
    let chosen = config.cameras.iter().filter(|camera| cameras.contains(&camera.id));
    let mut table = InlineTable::new();
    table.insert("cameras", chosen.map(|camera| camera.name.as_str()).collect::<Array>().into());
    table.insert("tags", tags.iter().collect::<Array>().into());
    value(table)
}

fn time(time: NaiveTime) -> Item {
    value(time.format("%H:%M").to_string())
}
