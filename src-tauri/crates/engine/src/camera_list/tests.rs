use bellwatch_domain::plan::Config;
use bellwatch_domain::source::SourceAddress;
use bellwatch_domain::{Camera, CameraId, ProfileId, Secret, Site, StreamProfile};
use bellwatch_store::PasswordChange;

use super::*;
use crate::wire::CameraListVerdict as Verdict;

fn camera(id: i64, name: &str, address: &str) -> Camera {
    Camera {
        id: CameraId(id),
        revision: 1,
        name: name.to_owned(),
        location: "North".to_owned(),
        address: SourceAddress::parse(address).unwrap().address,
        sub_address: None,
        user: Some("admin".to_owned()),
        password: Some(Secret::new("old@pass:1")),
        priority: 5,
        enabled: true,
        pause: None,
        tags: vec!["yard".to_owned(), "gates".to_owned()],
        profile: ProfileId(1),
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    }
}

/// Gate, Yard and -Hall, with the profiles Standard and Sub.
fn config() -> Config {
    let profiles = [(1, "Standard"), (2, "Sub")];
    let profile = |(id, name)| (ProfileId(id), StreamProfile::with_defaults(ProfileId(id), name));
    Config {
        site: Site::with_defaults("School", chrono_tz::UTC),
        cameras: vec![
            camera(1, "Gate", "rtsp://10.0.0.1/s"),
            camera(2, "Yard", "rtsp://10.0.0.2/s"),
            camera(3, "-Hall", "rtsp://10.0.0.3/s"),
        ],
        profiles: profiles.map(profile).into(),
        schedules: Vec::new(),
        exceptions: Vec::new(),
        begun: Vec::new(),
    }
}

fn looked(text: &str) -> CameraList {
    look("cameras.csv", text.as_bytes(), &config()).unwrap()
}

fn said(text: &str) -> Vec<(u32, Verdict, String)> {
    looked(text).report.rows.into_iter().map(|row| (row.line, row.verdict, row.sentence)).collect()
}

fn check(text: &str, expected: &[(u32, Verdict, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(line, verdict, said)| (*line, *verdict, (*said).to_owned())).collect();
    assert_eq!(said(text), expected, "{text}");
}

#[test]
fn headings_are_understood_however_they_are_written() {
    for head in ["Name,Address", "CAMERA NAME;URL", "Device\tIP address", "title|RTSP-URL", "name,ip,url"] {
        let cells =
            if head == "name,ip,url" { "New,10.0.0.9,rtsp://10.0.0.9/s" } else { "New,rtsp://10.0.0.9/s" };
        let separator = head.chars().find(|c| ",;\t|".contains(*c)).unwrap().to_string();
        check(&format!("{head}\n{}\n", cells.replace(',', &separator)), &[(2, Verdict::New, "New.")]);
    }
    let report = looked("name,address,Serial number,Model\nNew,demo:new,7,X\n").report;
    assert_eq!(report.notes, ["The columns Serial number, Model hold nothing of a camera and are not read."]);
}

#[test]
fn a_row_says_which_fields_it_changes_and_leaves_what_it_does_not_say() {
    check(
        "name,location,address,sub address,user,password,profile,priority,tags,enabled\n\
         gate,,,,,,,,,\n\
         Yard,South,rtsp://10.0.0.9/s,rtsp://10.0.0.9/t,viewer,new,sub,9,\"a,b\",no\n\
         '-Hall,,rtsp://10.0.0.3/s,,admin,old@pass:1,standard,,\"yard, gates\",yes\n",
        &[
            (2, Verdict::Changed, "Changes name."),
            (
                3,
                Verdict::Changed,
                "Changes location, address, sub address, user, password, profile, priority, tags and enabled.",
            ),
            (4, Verdict::Same, "As it is."),
        ],
    );
    let changes = looked("name,priority\nGate,9\nnew,\n").changes;
    let [(Some(CameraId(1)), row)] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((row.password.clone(), row.tags.len(), row.priority), (PasswordChange::Keep, 2, 9));
}

#[test]
fn credentials_inside_an_address_become_fields() {
    let list = looked(
        "name,url,username,password\nA,rtsp://ana:p%40ss@10.1.0.1/s,,\nB,rtsp://ana:x@10.1.0.2/s,bo,y\n",
    );
    let told: Vec<_> = list
        .changes
        .iter()
        .map(|(_, row)| (row.address.as_str(), row.user.as_deref().unwrap_or_default(), row.password.clone()))
        .collect();
    let set = |text: &str| PasswordChange::Set(Secret::new(text));
    assert_eq!(
        told,
        [("rtsp://10.1.0.1/s", "ana", set("p@ss")), ("rtsp://10.1.0.2/s", "bo", set("y"))],
        "a field of its own wins"
    );
}

#[test]
fn what_cannot_be_taken_says_its_line_and_no_cell() {
    check(
        "name,address,password,profile,priority,tags,enabled,user\n\
         ,demo:a,,,,,,\n\
         A,demo:b,,,,,,\n\
         a,demo:c,,,,,,\n\
         B,demo:b,,,,,,\n\
         C,rtsp://10.0.0.1/s,,,,,,\n\
         D,10.0.0.9,,,,,,\n\
         E,rtsp://admin:sesame,,,,,,\n\
         F,demo:f,,sesame,,,,\n\
         G,demo:g,,,10,,,\n\
         H,demo:h,,,,,perhaps,\n\
         I,demo:i,\"two\nlines\",,,,,\n\
         J,demo:j,sesame,,,,,a:b\n\
         K,demo:k,,,,,,,sesame\n\
         L\u{fffd},demo:l,,,,,,\n\
         M,,,,,,,\n",
        &[
            (2, Verdict::Refused, "Line 2: Type a name."),
            (3, Verdict::New, "New."),
            (4, Verdict::Refused, "Line 4: Line 3 has this name already."),
            (5, Verdict::Refused, "Line 5: Line 3 has this address already."),
            (
                6,
                Verdict::Refused,
                "Line 6: The camera Gate has this address already. Give the row that name to change it.",
            ),
            (
                7,
                Verdict::Refused,
                "Line 7: An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – this one does \
                 not.",
            ),
            (8, Verdict::Refused, "Line 8: \"…\" is not a port; ports are numbers from 1 to 65535."),
            (
                9,
                Verdict::Refused,
                "Line 9: There is no profile of this name. The profiles are: Standard, Sub.",
            ),
            (10, Verdict::Refused, "Line 10: A priority is a number from 0 to 9."),
            (11, Verdict::Refused, "Line 11: Whether a camera is enabled is yes or no."),
            (
                12,
                Verdict::Refused,
                "Line 12: A line break or another invisible character cannot stand in a password.",
            ),
            (
                14,
                Verdict::Refused,
                "Line 14: A user name cannot contain a colon: on the way to the camera, a colon ends it.",
            ),
            (
                15,
                Verdict::Refused,
                "Line 15: It has more cells than the first line. Put quotation marks around a cell that holds the \
                 separator.",
            ),
            (16, Verdict::Refused, "Line 16: Letters of it cannot be read. Save the file as CSV (UTF-8)."),
            (
                17,
                Verdict::Refused,
                "Line 17: Type the camera's address, for example rtsp://192.168.1.64/stream1.",
            ),
        ],
    );
}

#[test]
fn cameras_may_change_addresses_with_one_another_and_none_is_taken_away() {
    check(
        "name,address\nGate,rtsp://10.0.0.2/s\nYard,rtsp://10.0.0.1/s\n",
        &[(2, Verdict::Changed, "Changes address."), (3, Verdict::Changed, "Changes address.")],
    );
    let taken = "The camera Gate has this address already. Give the row that name to change it.";
    check(
        "name,address\nNew,rtsp://10.0.0.1/s\nGate,\n",
        &[
            (2, Verdict::Refused, &format!("Line 2: {taken}")),
            (3, Verdict::Refused, "Line 3: Line 2 has this address already."),
        ],
    );
}

#[test]
fn a_password_is_in_no_report_wherever_it_stands() {
    let text = "name,address,password\nopen sesame,rtsp://a:hidden@10.1.0.1/hidden,sesame\n\
                rtsp://a:hidden@10.1.0.2/,demo:b,\nC hidden,rtsp://a:hidden@nowhere:port/,\n";
    let said = format!("{:?}", looked(text).report);
    assert!(!said.contains("sesame") && !said.contains("a:hidden"), "{said}");
}

#[test]
fn what_is_written_is_harmless_and_is_read_as_the_same_cameras() {
    let mut config = config();
    config.cameras[0].tags = vec!["a;b".to_owned()];
    config.cameras[1].location = "=1+1".to_owned();
    let bytes = write(&config).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("\u{feff}Name,Location,Address,") && !text.contains("old@pass"), "{text}");
    assert!(text.contains("\r\n'-Hall,") && text.contains(",'=1+1,"), "{text}");
    let list = look("cameras.csv", &bytes, &config).unwrap();
    assert_eq!((list.report.same, list.changes.len()), (3, 0), "{:?}", list.report.rows);
}

#[test]
fn a_file_that_is_no_list_of_cameras_is_one_sentence() {
    let check = |bytes: &[u8], expected: &str| {
        let Err(problem) = look("cameras.csv", bytes, &config()) else { panic!("{expected}") };
        assert!(
            problem.message.starts_with("cameras.csv cannot be imported. ")
                && problem.message.contains(expected),
            "{problem:?}"
        );
    };
    check(b"", "empty");
    check(b"PK\x03\x04 xl/workbook.xml", "workbook");
    check(b"rtsp://10.0.0.1,7\n", "none for names");
    check(b"name,address\n\n", "no camera");
    let many: String = (0..=MOST_ROWS).map(|nth| format!("C{nth},demo:{nth}\n")).collect();
    check(format!("name,address\n{many}").as_bytes(), "more than 2000 rows");
    check(&vec![b'a'; MOST_BYTES + 1], "larger than 8 MB");
}
