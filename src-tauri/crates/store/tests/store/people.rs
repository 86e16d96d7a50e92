//! People, consents, photos and templates.

use bellwatch_domain::recognition::FaceQuality;
use bellwatch_domain::{Consent, PersonId, PhotoId};
use bellwatch_store::{Error, Imported, NewPhoto, NewTemplate, PersonRow, PhotoOrigin, Store, Withdrawn};

use crate::{ACTOR, new_store, now, open, raw};

pub const MODEL: &str = "sface/5-point";

pub fn row(code: &str, name: &str) -> PersonRow {
    PersonRow { code: code.to_owned(), name: name.to_owned(), group: "7A".to_owned(), active: true }
}

pub fn consent() -> Consent {
    Consent { given: "2026-09-01".parse().unwrap(), by: "Mother".to_owned(), document: "Folder 3".to_owned() }
}

/// Somebody who consents.
pub async fn consenting(store: &Store, code: &str) -> PersonId {
    let id = store.add_person(&row(code, &format!("Name of {code}")), ACTOR, now()).await.unwrap();
    store.give_consent(&[id], &consent(), ACTOR, now()).await.unwrap();
    id
}

pub fn photo(picture: &[u8]) -> NewPhoto {
    let quality = FaceQuality {
        sharpness: 120.0,
        brightness: 110.0,
        contrast: 50.0,
        yaw: 0.1,
        roll_degrees: -3.0,
        eyes_px: 80.0,
    };
    NewPhoto { origin: PhotoOrigin::File, picture: picture.to_vec(), quality, tray_face: None }
}

pub fn template(embedding: &[f32]) -> NewTemplate {
    NewTemplate { model: MODEL.to_owned(), embedding: embedding.to_vec(), quality: 0.9 }
}

/// A photo and its template.
pub async fn enrol(store: &Store, person: PersonId, embedding: &[f32]) -> PhotoId {
    let template = template(embedding);
    store.add_photo(person, &photo(b"a JPEG"), Some(&template), ACTOR, now()).await.unwrap()
}

async fn events(store: &Store) -> Vec<String> {
    store.events(None, 100).await.unwrap().into_iter().map(|event| event.sentence).collect()
}

#[tokio::test]
async fn people_are_added_changed_and_listed_and_events_name_nobody() {
    let (_folder, store) = new_store().await;
    let before = store.people_revision().await.unwrap();
    let ana = store.add_person(&row("7-12", "Ana"), ACTOR, now()).await.unwrap();
    let bo = store.add_person(&row("b", "بۆ"), ACTOR, now()).await.unwrap();
    let taken = store.add_person(&row("B", "Other"), ACTOR, now()).await.unwrap_err();
    assert_eq!(taken.to_string(), "The code B is somebody else's already. Choose another code.");
    let changed = PersonRow { group: "8B".to_owned(), ..row("7-12", "Ana M.") };
    store.edit_person(ana, &changed, ACTOR, now()).await.unwrap();
    store.set_active(&[ana, bo], false, ACTOR, now()).await.unwrap();
    store.set_active(&[bo], true, ACTOR, now()).await.unwrap();
    let gone = store.set_active(&[ana, PersonId(99)], true, ACTOR, now()).await;
    assert!(matches!(gone, Err(Error::Gone { what: "person" })));
    assert!(matches!(store.edit_person(PersonId(99), &changed, ACTOR, now()).await, Err(Error::Gone { .. })));
    let people = store.people().await.unwrap();
    let seen: Vec<_> = people
        .iter()
        .map(|person| (person.name.as_str(), person.group.as_str(), person.active, person.consent.is_some()))
        .collect();
    assert_eq!(seen, [("بۆ", "7A", true, false), ("Ana M.", "8B", false, false)]);
    assert_eq!(store.person(ana).await.unwrap().as_ref(), people.last());
    assert_eq!(store.person(PersonId(99)).await.unwrap(), None);
    assert!(store.people_revision().await.unwrap() > before);
    let said = events(&store).await.join("\n");
    assert!(said.contains("Person 1 was added.") && said.contains("2 people are inactive."), "{said}");
    assert!(!said.contains("Ana") && !said.contains("بۆ") && !said.contains("7-12"), "{said}");
}

#[tokio::test]
async fn a_list_is_taken_over_whole_or_not_at_all() {
    let (_folder, store) = new_store().await;
    let ana = store.add_person(&row("1", "Ana"), ACTOR, now()).await.unwrap();
    let bo = store.add_person(&row("2", "Bo"), ACTOR, now()).await.unwrap();
    let known = events(&store).await.len();
    // Codes change places.
    let list = [(Some(ana), row("2", "Ana")), (Some(bo), row("1", "Bo")), (None, row("3", "Cy"))];
    let imported = store.import_people(&list, ACTOR, now()).await.unwrap();
    assert_eq!(imported, Imported { added: 1, changed: 2 });
    assert_eq!(events(&store).await.len(), known + 1);
    assert_eq!(events(&store).await[0], "A list of people was imported: 1 added, 2 changed.");
    let people = store.people().await.unwrap();
    let bad = [(None, row("4", "Di")), (Some(bo), row("3", "Bo"))];
    assert!(matches!(store.import_people(&bad, ACTOR, now()).await, Err(Error::CodeTaken { .. })));
    let bad = [(None, row("4", "Di")), (Some(PersonId(99)), row("5", "Ed"))];
    assert!(matches!(store.import_people(&bad, ACTOR, now()).await, Err(Error::Gone { .. })));
    assert_eq!(store.people().await.unwrap(), people);
    assert_eq!(events(&store).await.len(), known + 1);
}

#[tokio::test]
async fn the_database_refuses_a_photo_and_a_template_without_consent() {
    let (folder, store) = new_store().await;
    let ana = store.add_person(&row("1", "Ana"), ACTOR, now()).await.unwrap();
    let bo = consenting(&store, "2").await;
    let refused = store.add_photo(ana, &photo(b"a JPEG"), None, ACTOR, now()).await;
    assert!(matches!(refused, Err(Error::NoConsent)));
    let theirs = enrol(&store, bo, &[1.0, 0.0]).await;

    let mut sql = raw(folder.path()).await;
    let photo = "INSERT INTO photo (person_id, added_ms, origin, picture_sealed, sharpness, brightness, contrast, yaw,
                                    roll_degrees, eyes_px)
                 VALUES (?, 0, 'file', zeroblob(100), 1, 1, 1, 0, 0, 60)";
    let said = sqlx::query(photo).bind(ana.0).execute(&mut sql).await.unwrap_err().to_string();
    assert!(said.contains("FOREIGN KEY"), "{said}");
    let template =
        "INSERT INTO face_template (person_id, photo_id, model, embedding_sealed, quality, made_ms)
                    VALUES (?, ?, 'other', zeroblob(100), 1, 0)";
    for (person, photo) in [(ana, theirs), (ana, PhotoId(99)), (bo, PhotoId(99))] {
        let query = sqlx::query(template).bind(person.0).bind(photo.0);
        let said = query.execute(&mut sql).await.unwrap_err().to_string();
        assert!(said.contains("FOREIGN KEY"), "{said}");
    }
    sqlx::query(template).bind(bo.0).bind(theirs.0).execute(&mut sql).await.unwrap();
}

#[tokio::test]
async fn withdrawing_a_consent_leaves_no_photo_and_no_template() {
    let (folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    enrol(&store, ana, &[1.0, 0.0]).await;
    enrol(&store, ana, &[0.0, 1.0]).await;
    let other = NewTemplate { model: "another".to_owned(), ..template(&[0.6, 0.8]) };
    store.add_photo(ana, &photo(b"a JPEG"), Some(&other), ACTOR, now()).await.unwrap();
    enrol(&store, bo, &[0.6, 0.8]).await;
    // Written anew, it stays what photos refer to.
    store
        .give_consent(&[ana], &Consent { by: "Father".to_owned(), ..consent() }, ACTOR, now())
        .await
        .unwrap();
    assert_eq!(store.photos_of(ana).await.unwrap().len(), 3);
    let before = store.people_revision().await.unwrap();

    let withdrawn = store.withdraw_consent(ana, ACTOR, now()).await.unwrap();
    assert_eq!(withdrawn, Withdrawn { photos: 3, templates: 3, crops: 0 });
    assert!(store.people_revision().await.unwrap() > before);
    assert_eq!(store.person(ana).await.unwrap().unwrap().consent, None);
    assert!(store.photos_of(ana).await.unwrap().is_empty());
    let mut sql = raw(folder.path()).await;
    for table in ["photo", "face_template"] {
        let counted = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT count(*), coalesce(max(person_id), 0) FROM {table}"
        )));
        let (rows, whose): (i64, i64) = counted.fetch_one(&mut sql).await.unwrap();
        assert_eq!((rows, whose), (1, bo.0), "{table}");
    }
    let again = store.withdraw_consent(ana, ACTOR, now()).await;
    assert!(matches!(again, Err(Error::Gone { what: "consent" })));
    let refused = store.add_photo(ana, &photo(b"a JPEG"), None, ACTOR, now()).await;
    assert!(matches!(refused, Err(Error::NoConsent)));
}

#[tokio::test]
async fn a_class_consents_as_a_whole_or_not_at_all() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    store.withdraw_consent(ana, ACTOR, now()).await.unwrap();
    let given = Consent { by: "Father".to_owned(), ..consent() };
    let refused = store.give_consent(&[ana, bo, PersonId(99)], &given, ACTOR, now()).await;
    assert!(matches!(refused, Err(Error::Gone { what: "person" })), "{refused:?}");
    assert_eq!(store.person(ana).await.unwrap().unwrap().consent, None);
    assert_ne!(store.person(bo).await.unwrap().unwrap().consent.unwrap().by, "Father");
    store.give_consent(&[ana, bo], &given, ACTOR, now()).await.unwrap();
    for id in [ana, bo] {
        assert_eq!(store.person(id).await.unwrap().unwrap().consent.unwrap().by, "Father");
    }
}

#[tokio::test]
async fn photos_come_back_as_they_were_and_lie_sealed() {
    let (folder, store) = new_store().await;
    let ana = consenting(&store, "1").await;
    let picture = b"\xff\xd8 a picture of Ana that is long enough to be found \xff\xd9";
    let kept = store.add_photo(ana, &photo(picture), None, ACTOR, now()).await.unwrap();
    assert_eq!(store.photo_picture(kept).await.unwrap().unwrap().as_slice(), picture);
    assert_eq!(store.photo_picture(PhotoId(99)).await.unwrap(), None);
    let [found] = store.photos_of(ana).await.unwrap().try_into().unwrap();
    assert_eq!((found.id, found.person, found.added), (kept, ana, now()));
    assert_eq!((found.origin, found.quality), (PhotoOrigin::File, photo(picture).quality));
    store.close().await;
    let bytes = std::fs::read(folder.path().join("bellwatch.db")).unwrap();
    assert!(!bytes.windows(20).any(|window| window == &picture[10..30]));

    // Another photo's picture does not open here.
    let store = open(folder.path()).await;
    let other = store.add_photo(ana, &photo(b"another"), None, ACTOR, now()).await.unwrap();
    let mut sql = raw(folder.path()).await;
    let swap =
        "UPDATE photo SET picture_sealed = (SELECT picture_sealed FROM photo WHERE id = ?) WHERE id = ?";
    sqlx::query(swap).bind(kept.0).bind(other.0).execute(&mut sql).await.unwrap();
    assert_eq!(store.photo_picture(other).await.unwrap(), None);
    store.remove_photo(kept, ACTOR, now()).await.unwrap();
    assert!(matches!(store.remove_photo(kept, ACTOR, now()).await, Err(Error::Gone { what: "photo" })));
    for _ in 0..19 {
        store.add_photo(ana, &photo(b"x"), None, ACTOR, now()).await.unwrap();
    }
    let most = store.add_photo(ana, &photo(b"x"), None, ACTOR, now()).await.unwrap_err();
    assert_eq!(most.to_string(), "There can be 20 photos of a person at most. Remove some first.");
}

#[tokio::test]
async fn a_gallery_holds_one_model_of_active_people_alone() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let first = enrol(&store, ana, &[0.6, 0.8]).await;
    let second = enrol(&store, bo, &[1.0, 0.0]).await;
    let bare = store.add_photo(ana, &photo(b"x"), None, ACTOR, now()).await.unwrap();
    let gallery = store.gallery(MODEL).await.unwrap();
    let seen: Vec<_> =
        gallery.templates.iter().map(|one| (one.person, one.photo, one.embedding.clone())).collect();
    assert_eq!(seen, [(ana, first, vec![0.6, 0.8]), (bo, second, vec![1.0, 0.0])]);
    assert_eq!((gallery.closed, gallery.revision), (0, store.people_revision().await.unwrap()));
    assert!(store.gallery("another").await.unwrap().templates.is_empty());
    store.set_active(&[bo], false, ACTOR, now()).await.unwrap();
    assert_eq!(store.gallery(MODEL).await.unwrap().templates.len(), 1);

    let all = store.all_photos(Some(MODEL)).await.unwrap();
    let told: Vec<_> = all.iter().map(|(photo, has)| (photo.person, photo.id, *has)).collect();
    assert_eq!(told, [(ana, first, true), (ana, bare, false), (bo, second, true)]);
    assert!(store.all_photos(None).await.unwrap().iter().all(|(_, has)| !has));

    // Another model: photos are made templates of in steps, those of the first stay until all are done.
    let missing = |found: Vec<bellwatch_store::Photo>| found.iter().map(|photo| photo.id).collect::<Vec<_>>();
    let found = store.photos_without_template(MODEL, PhotoId(0), 10).await.unwrap();
    assert_eq!(missing(found), [bare]);
    let found = store.photos_without_template("another", PhotoId(0), 2).await.unwrap();
    assert_eq!(missing(found), [first, second]);
    let found = store.photos_without_template("another", second, 2).await.unwrap();
    assert_eq!(missing(found), [bare]);
    let made = |photo| (photo, NewTemplate { model: "another".to_owned(), ..template(&[0.0, 1.0, 0.0]) });
    let kept = store.add_templates(&[made(first), made(second), made(PhotoId(99))], now()).await.unwrap();
    assert_eq!(kept, 2);
    assert_eq!(store.forget_other_models("another").await.unwrap(), 0);
    assert_eq!(store.add_templates(&[made(bare), made(first)], now()).await.unwrap(), 2);
    assert_eq!(store.forget_other_models("another").await.unwrap(), 2);
    assert!(store.gallery(MODEL).await.unwrap().templates.is_empty());
    assert_eq!(store.gallery("another").await.unwrap().templates.len(), 2);
}

#[tokio::test]
async fn a_lost_key_closes_templates_and_loses_nothing_else() {
    let (folder, store) = new_store().await;
    let ana = consenting(&store, "1").await;
    let old = enrol(&store, ana, &[0.6, 0.8]).await;
    store.close().await;
    let key = folder.path().join("seal.key");
    let aside = folder.path().join("aside");
    std::fs::rename(&key, &aside).unwrap();
    let store = open(folder.path()).await;
    let Err(missing) = store.gallery(MODEL).await else { panic!("there is no key") };
    assert!(missing.to_string().starts_with("This picture cannot be kept."), "{missing}");
    enrol(&store, ana, &[1.0, 0.0]).await;
    let gallery = store.gallery(MODEL).await.unwrap();
    assert_eq!((gallery.templates.len(), gallery.closed), (1, 1));
    assert_eq!(store.photo_picture(old).await.unwrap(), None);
    store.close().await;
    std::fs::rename(&aside, &key).unwrap();
    let gallery = open(folder.path()).await.gallery(MODEL).await.unwrap();
    assert_eq!((gallery.templates.len(), gallery.closed), (1, 1), "the older one opens again");
}

#[tokio::test]
async fn a_large_school_loads_whole() {
    let (folder, store) = new_store().await;
    let list: Vec<_> = (0..600).map(|n| (None, row(&n.to_string(), "Somebody"))).collect();
    store.import_people(&list, ACTOR, now()).await.unwrap();
    // Consents and photos by SQL: what is measured is the loading.
    let mut sql = raw(folder.path()).await;
    for statement in [
        "INSERT INTO consent (person_id, given_date, given_by, document, recorded_ms, recorded_by)
         SELECT id, '2026-09-01', 'Mother', '', 0, 'test' FROM person",
        "WITH RECURSIVE nth (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < 5)
         INSERT INTO photo (person_id, added_ms, origin, picture_sealed, sharpness, brightness, contrast, yaw,
                            roll_degrees, eyes_px)
         SELECT person_id, 0, 'file', zeroblob(100), 1, 1, 1, 0, 0, 60 FROM consent, nth",
    ] {
        sqlx::query(statement).execute(&mut sql).await.unwrap();
    }
    let made = template(&[0.5; 128]);
    let templates: Vec<_> = (1..=3_000).map(|id| (PhotoId(id), made.clone())).collect();
    let started = std::time::Instant::now();
    assert_eq!(store.add_templates(&templates, now()).await.unwrap(), 3_000);
    println!("3000 templates were kept in {:.1?}", started.elapsed());
    let started = std::time::Instant::now();
    let gallery = store.gallery(MODEL).await.unwrap();
    println!("3000 templates were loaded in {:.1?}", started.elapsed());
    assert_eq!((gallery.templates.len(), gallery.closed), (3_000, 0));
    let started = std::time::Instant::now();
    assert_eq!(store.people().await.unwrap().len(), 600);
    println!("600 people were listed in {:.1?}", started.elapsed());
}
