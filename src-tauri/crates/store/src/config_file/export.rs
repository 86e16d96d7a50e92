//! From the configuration to the text of a file.

use bellwatch_domain::knobs::{self, KNOBS, SETTINGS};
use bellwatch_domain::plan::Config;
use bellwatch_domain::{Camera, ProfileId, SourceAddress};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

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
    Ok(document.to_string())
}

fn camera(camera: &Camera, config: &Config, sealer: Option<&Sealer>) -> Result<Table, FileError> {
    let cannot = |why: &str| FileError::CannotExport { camera: camera.name.clone(), why: why.to_owned() };
    let profile_name = |id: &ProfileId| {
        let profile = config.profiles.get(id);
        profile.map(|profile| profile.name.as_str()).ok_or_else(|| cannot("Its profile cannot be read."))
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
