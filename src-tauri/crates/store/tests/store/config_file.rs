//! The configuration as one file.

use bellwatch_domain::plan::Config;
use bellwatch_store::{Error, FileError, ImportReport, PasswordChange};

use super::*;

async fn full() -> (TempDir, Store) {
    let (folder, store) = new_store().await;
    let mut second = StreamProfile::with_defaults(ProfileId(0), "Zweites \"Profil\"");
    second.fps = 0.5;
    second.extra_cli = vec!["-user_agent".to_owned(), "Bell 'watch'".to_owned()];
    let second = store.add_profile(&second, ACTOR, now()).await.unwrap();
    let mut gate = row("بوابة");
    gate.also_profiles = vec![second];
    store.add_camera(&gate, ACTOR, now()).await.unwrap();
    let mut yard = row("Yard");
    (yard.password, yard.user, yard.sub_address) = (PasswordChange::Clear, None, None);
    yard.enabled = false;
    store.add_camera(&yard, ACTOR, now()).await.unwrap();
    (folder, store)
}

async fn take(store: &Store, text: &str) -> Result<ImportReport, Error> {
    store.import(text, None, false, ACTOR, now()).await
}

async fn config(store: &Store) -> Config {
    store.config().await.unwrap().0
}

/// Each line that is refused, as "line: sentence".
async fn refusals(store: &Store, text: &str) -> Vec<String> {
    let report = take(store, text).await.unwrap();
    assert_eq!((report.new, report.changed), (0, 0));
    report.refused.iter().map(|refused| format!("{}: {}", refused.line, refused.sentence)).collect()
}

#[tokio::test]
async fn a_store_comes_back_from_its_file_passwords_and_all() {
    let (_folder, here) = full().await;
    let (_other, there) = new_store().await;
    let passphrase = Secret::new("correct horse");
    let text = here.export(Some(&passphrase)).await.unwrap();
    let report = there.import(&text, Some(&passphrase), false, ACTOR, now()).await.unwrap();
    assert_eq!((report.new, report.same, report.passwords_left_out), (3, 1, 0), "{report:?}");
    assert_eq!(config(&there).await, config(&here).await);
    let again = there.import(&text, Some(&passphrase), false, ACTOR, now()).await.unwrap();
    assert_eq!((again.new, again.changed, again.same), (0, 0, 4), "{again:?}");
    assert!(there.events(None, 1).await.unwrap()[0].sentence.contains("0 new, 0 changed"));
}

#[tokio::test]
async fn without_a_passphrase_no_password_leaves_and_none_is_touched() {
    let (_folder, here) = full().await;
    let text = here.export(None).await.unwrap();
    assert!(!text.contains("p@ss") && !text.contains("sealed") && !text.contains("salt"), "{text}");
    let before = config(&here).await;
    let report = take(&here, &text).await.unwrap();
    assert_eq!((report.new, report.changed, report.same), (0, 0, 4), "{report:?}");
    assert_eq!(config(&here).await, before);

    let (_other, there) = new_store().await;
    let sealed = here.export(Some(&Secret::new("correct horse"))).await.unwrap();
    assert!(!sealed.contains("p@ss"));
    assert_eq!(take(&there, &sealed).await.unwrap().passwords_left_out, 1);
    assert_eq!(config(&there).await.cameras[0].password, None);
}

#[tokio::test]
async fn another_passphrase_is_one_sentence_and_changes_nothing() {
    let (_folder, store) = full().await;
    let sealed = store.export(Some(&Secret::new("correct horse"))).await.unwrap();
    let before = store.config().await.unwrap();
    let wrong = store.import(&sealed, Some(&Secret::new("horse")), false, ACTOR, now()).await.unwrap_err();
    assert_eq!(wrong.to_string(), "This passphrase does not open the passwords in this file.");
    let empty = store.export(Some(&Secret::new(""))).await.unwrap_err();
    assert!(matches!(empty, Error::ConfigFile(FileError::NoPassphrase)));
    let plain = store.export(None).await.unwrap();
    let unneeded = store.import(&plain, Some(&Secret::new("x")), false, ACTOR, now()).await.unwrap_err();
    assert!(matches!(unneeded, Error::ConfigFile(FileError::NothingSealed)));
    assert_eq!(store.config().await.unwrap(), before);
}

#[tokio::test]
async fn a_sealed_password_belongs_to_its_camera() {
    let (_folder, store) = full().await;
    let passphrase = Secret::new("correct horse");
    let text = store.export(Some(&passphrase)).await.unwrap().replace("بوابة", "Elsewhere");
    let moved = store.import(&text, Some(&passphrase), false, ACTOR, now()).await.unwrap_err();
    assert!(matches!(moved, Error::ConfigFile(FileError::WrongPassphrase)));
}

#[tokio::test]
async fn a_dry_run_reports_what_the_import_does_and_does_nothing() {
    let (_folder, store) = full().await;
    let text = "format = 1\nsite.tomorrow_hour = 6\n[[profile]]\nname = \"Third\"\nfps = 2\n\
                [[camera]]\nname = \"YARD\"\nenabled = true\n\
                [[camera]]\nname = \"New\"\naddress = \"demo:new\"\nprofile = \"third\"\n";
    let text = &text.replace("site.tomorrow_hour = 6\n", "[site]\ntomorrow_hour = 6\n");
    let before = store.config().await.unwrap();
    let dry = store.import(text, None, true, ACTOR, now()).await.unwrap();
    assert_eq!(store.config().await.unwrap(), before);
    let events = store.newest_event().await.unwrap();
    assert_eq!(take(&store, text).await.unwrap(), dry);
    assert_eq!((dry.new, dry.changed, dry.same), (2, 2, 0));
    assert_eq!(store.newest_event().await.unwrap(), events + 1);
    let after = config(&store).await;
    assert_eq!(after.site.tomorrow_hour, 6);
    let yard = &after.cameras[1];
    assert_eq!((yard.name.as_str(), yard.enabled, yard.tags.len()), ("YARD", true, 2), "the rest stays");
    assert_eq!(after.profiles[&after.cameras[2].profile].fps, 2.0);
}

#[tokio::test]
async fn what_is_broken_is_named_by_its_line_and_nothing_is_imported() {
    let (_folder, store) = full().await;
    let before = store.config().await.unwrap();
    let broken = take(&store, "format = 1\n[site]\nname = \"open\n").await.unwrap_err().to_string();
    assert!(broken.starts_with("Line 3 cannot be read: "), "{broken}");
    let text = "format = 1\n\
                colour = \"blue\"\n\
                [site]\n\
                tomorrow_hour = 25\n\
                mood = \"good\"\n\
                [[profile]]\n\
                name = \"Standard\"\n\
                fps = 1e9\n\
                extra_cli = \"-report\"\n\
                [[camera]]\n\
                name = \"Gate\"\n\
                address = \"rtsp://admin:secret@host/\"\n\
                [[camera]]\n\
                name = \"gate\"\n\
                [[camera]]\n\
                name = \"Hall\"\n\
                profile = \"Nowhere\"\n\
                tags = \"one\"\n\
                priority = 10\n\
                user = 5\n\
                password = \"x\"\n\
                [[camera]]\n\
                location = \"nameless\"\n";
    let found = refusals(&store, text).await;
    let expected = [
        "2: A configuration has no \"colour\".",
        "4: tomorrow_hour takes",
        "5: There is no setting named \"mood\"",
        "8: fps takes",
        "9: -report cannot be added",
        "12: An address in this file holds no user name and no password.",
        "13: The camera gate stands here twice.",
        "21: A camera has no \"password\". Passwords do not stand in this file in clear",
        "15: The camera Hall has no address.",
        "20: \"user\" takes a text in quotation marks.",
        "18: \"tags\" takes a list of texts",
        "17: There is no profile named \"Nowhere\".",
        "19: \"priority\" takes a number from 0 to 9.",
        "22: This has no name.",
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} / {expected}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    assert_eq!(store.config().await.unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_none_or_is_newer_is_said() {
    let (_folder, store) = new_store().await;
    let sentence = async |text: &str| take(&store, text).await.unwrap_err().to_string();
    assert!(sentence("").await.starts_with("This is no Bellwatch configuration"));
    assert!(sentence("name = \"other\"").await.starts_with("This is no Bellwatch configuration"));
    assert!(sentence("format = 2").await.starts_with("This file was written by a newer Bellwatch (format 2"));
    assert!(sentence(&"#".repeat(17_000_000)).await.starts_with("This file is larger than 16 MB"));
    assert_eq!(
        refusals(&store, "format = 1\ncamera = 5\nsite = 6\n").await,
        [
            "3: Write the settings of the site under a line [site].",
            "2: Write each camera under a line [[camera]]."
        ]
    );
    let many = format!("format = 1\n{}", "[[camera]]\n".repeat(1000));
    assert_eq!(refusals(&store, &many).await.len(), 50);
}
