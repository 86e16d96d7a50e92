//! Taking over what a file asks for, once all of it has been read.

use std::collections::BTreeMap;

use bellwatch_domain::plan::Config;
use bellwatch_domain::{
    BellSchedule, Camera, CameraId, ExceptionId, PeriodId, ProfileId, ScheduleException, ScheduleId, Site,
};
use sqlx::SqliteConnection;

use super::read::Parsed;
use super::{ImportReport, key};
use crate::cameras::{CameraRow, PasswordChange};
use crate::events::By;
use crate::{Error, Store, exceptions, profiles, schedules, site};

/// The numbers of what has names, by the name as it is compared.
pub(super) struct Numbers {
    pub(super) profiles: BTreeMap<String, ProfileId>,
    pub(super) cameras: BTreeMap<String, CameraId>,
    pub(super) schedules: BTreeMap<String, ScheduleId>,
}

impl Store {
    pub(super) async fn take_over(
        &self,
        connection: &mut SqliteConnection,
        before: &Config,
        parsed: Parsed,
        by: By<'_>,
    ) -> Result<ImportReport, Error> {
        let mut report =
            ImportReport { passwords_left_out: parsed.passwords_left_out, ..ImportReport::default() };
        if take_site(connection, &before.site, &parsed.site).await? {
            report.changed += 1;
        }
        let mut numbers = numbers_of(before);
        for profile in &parsed.profiles {
            match before.profiles.get(&profile.id) {
                None => {
                    let id = profiles::insert(connection, profile).await?;
                    numbers.profiles.insert(key(&profile.name), id);
                    report.new += 1;
                }
                Some(known) if known == profile => report.same += 1,
                Some(_) => {
                    profiles::update(connection, profile).await?;
                    report.changed += 1;
                }
            }
        }
        for named in &parsed.cameras {
            let row = named.row(&numbers.profiles);
            match named.known.and_then(|id| before.cameras.iter().find(|camera| camera.id == id)) {
                None => {
                    let id = self.insert_camera(connection, &row, by).await?;
                    numbers.cameras.insert(key(&row.name), id);
                    report.new += 1;
                }
                Some(camera) if is_same(camera, &row) => report.same += 1,
                Some(camera) => {
                    self.update_camera(connection, camera.id, &row, by).await?;
                    report.changed += 1;
                }
            }
        }
        take_bell(connection, before, &parsed, &mut numbers, &mut report, by).await?;
        Ok(report)
    }
}

/// Takes the schedules over, then the exceptions, which may name them.
async fn take_bell(
    connection: &mut SqliteConnection,
    before: &Config,
    parsed: &Parsed,
    numbers: &mut Numbers,
    report: &mut ImportReport,
    by: By<'_>,
) -> Result<(), Error> {
    let schedules: Vec<BellSchedule> = parsed.schedules.iter().map(|named| named.schedule(numbers)).collect();
    if let Some(id) = placeholder(before, &schedules) {
        schedules::remove(connection, id).await?;
        report.changed += 1;
    }
    for schedule in &schedules {
        let known = before.schedules.iter().find(|known| known.id == schedule.id);
        if known == Some(schedule) {
            report.same += 1;
            continue;
        }
        let id = schedules::put(connection, schedule, Some(by)).await?;
        numbers.schedules.insert(key(&schedule.name), id);
        report.count(known.is_some());
    }
    let exceptions: Vec<ScheduleException> =
        parsed.exceptions.iter().map(|named| named.exception(numbers)).collect();
    let new = exceptions.iter().filter(|exception| exception.id.0 == 0).count();
    exceptions::make_room(connection, new).await?;
    let known: BTreeMap<ExceptionId, &ScheduleException> =
        before.exceptions.iter().map(|exception| (exception.id, exception)).collect();
    for exception in &exceptions {
        let known = known.get(&exception.id);
        if known.is_some_and(|known| *known == exception) {
            report.same += 1;
            continue;
        }
        exceptions::put(connection, exception, by).await?;
        report.count(known.is_some());
    }
    Ok(())
}

/// The schedule that a new store begins with, where it must make room for those of a file.
///
/// It is there so that a first camera runs at once. Beside the schedules of a school that is moved to a new store it
/// would have every camera watch round the clock, so there, and only there, it goes: nothing was set up yet, and it is
/// as it was made.
fn placeholder(before: &Config, schedules: &[BellSchedule]) -> Option<ScheduleId> {
    let [only] = before.schedules.as_slice() else { return None };
    let mut plain = only.clone();
    plain.id = ScheduleId(0);
    plain.periods.iter_mut().for_each(|period| period.id = PeriodId(0));
    let is_new =
        before.cameras.is_empty() && before.exceptions.is_empty() && plain == BellSchedule::all_day();
    let replaced = !schedules.is_empty() && schedules.iter().all(|schedule| schedule.id != only.id);
    (is_new && replaced).then_some(only.id)
}

/// The numbers of what is there.
fn numbers_of(config: &Config) -> Numbers {
    Numbers {
        profiles: config.profiles.values().map(|profile| (key(&profile.name), profile.id)).collect(),
        cameras: config.cameras.iter().map(|camera| (key(&camera.name), camera.id)).collect(),
        schedules: config.schedules.iter().map(|schedule| (key(&schedule.name), schedule.id)).collect(),
    }
}

async fn take_site(connection: &mut SqliteConnection, before: &Site, after: &Site) -> Result<bool, Error> {
    let differs = before != after;
    if differs {
        site::write(connection, after).await?;
    }
    Ok(differs)
}

/// Whether a camera already is what a row asks for. A password that is kept differs in nothing.
fn is_same(camera: &Camera, row: &CameraRow) -> bool {
    let has_password = camera.password.is_some() || camera.unreadable.is_some();
    let password = match &row.password {
        PasswordChange::Keep => true,
        PasswordChange::Clear => !has_password,
        PasswordChange::Set(secret) => camera.password.as_ref() == Some(secret),
        PasswordChange::Of(other) => *other == camera.id,
    };
    let CameraRow {
        name,
        location,
        address,
        sub_address,
        user,
        password: _,
        priority,
        enabled,
        tags,
        profile,
        also_profiles,
    } = row;
    password
        && camera.name == *name
        && camera.location == *location
        && camera.address == *address
        && camera.sub_address == *sub_address
        && camera.user == *user
        && camera.priority == *priority
        && camera.enabled == *enabled
        && camera.tags == *tags
        && camera.profile == *profile
        && camera.also_profiles == *also_profiles
}
