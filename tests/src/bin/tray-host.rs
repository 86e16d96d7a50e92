//! A desktop's tray for tests: a StatusNotifierWatcher and host that reads a tray item and its menu, and clicks.
//!
//! One command a line on its input, one line of JSON each on its output; it ends with its input.
//!
//! | command | answer |
//! |---|---|
//! | `props` | the item's `Id`, `Title`, `Status`, `ToolTip`, and a mark of its icon; `null` while there is none |
//! | `menu` | `[{label, enabled, children}]`, separators left out |
//! | `click A › B` | clicks the item with this path of labels; `{"clicked": id}` or `{"error": sentence}` |
//! | `activate` | a left click on the icon |
//! | `notices` | `[{title, body}]`: the notifications that were shown, oldest first |
//! | `leave`, `return` | the desktop loses its tray, and gets it back |

use std::collections::HashMap;
use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use zbus::message::Header;
use zbus::names::BusName;
use zbus::zvariant::{OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, fdo, interface};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

type Outcome<T> = Result<T, Box<dyn Error>>;
/// Where items are: bus name and path, newest last.
type Items = Arc<Mutex<Vec<(String, String)>>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let items = Items::default();
    let notices = Notices::default();
    let bus = zbus::connection::Builder::session()?
        .serve_at("/StatusNotifierWatcher", Watcher { items: Arc::clone(&items) })?
        .serve_at("/org/freedesktop/Notifications", Desktop { notices: Arc::clone(&notices) })?
        .name("org.freedesktop.Notifications")?
        .name(WATCHER)?
        .build()
        .await?;
    println!("{}", json!({ "ready": true }));
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let (command, words) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        if command == "notices" {
            let shown = notices.lock().unwrap_or_else(PoisonError::into_inner).clone();
            println!("{}", Json::Array(shown));
            continue;
        }
        let answer = match carry_out(&bus, &items, command, words).await {
            Ok(answer) => answer,
            Err(error) => json!({ "error": error.to_string() }),
        };
        println!("{answer}");
    }
    Ok(())
}

/// Notifications that were shown.
type Notices = Arc<Mutex<Vec<Json>>>;

/// What shows notifications on a desktop.
struct Desktop {
    notices: Notices,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[allow(clippy::too_many_arguments)] // The interface is the desktop's.
    fn notify(
        &self,
        _app_name: &str,
        _replaces_id: u32,
        _app_icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.push(json!({ "title": summary, "body": body }));
        u32::try_from(notices.len()).unwrap_or(u32::MAX)
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("tray-host", "Bellwatch", "1", "1.2")
    }
}

struct Watcher {
    items: Items,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.iter().map(|(name, path)| format!("{name}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

async fn carry_out(bus: &Connection, items: &Items, command: &str, words: &str) -> Outcome<Json> {
    match command {
        "leave" => {
            items.lock().unwrap_or_else(PoisonError::into_inner).clear();
            bus.release_name(WATCHER).await?;
            return Ok(json!({ "left": true }));
        }
        "return" => {
            bus.request_name(WATCHER).await?;
            return Ok(json!({ "returned": true }));
        }
        _ => {}
    }
    let Some(item) = item(bus, items).await? else { return Ok(Json::Null) };
    match command {
        "props" => props(&item).await,
        "menu" => Ok(Json::Array(menu(&item).await?.1.iter().map(Entry::json).collect())),
        "click" => click(&item, words).await,
        "activate" => {
            item.call_method("Activate", &(0_i32, 0_i32)).await?;
            Ok(json!({ "activated": true }))
        }
        _ => Err(format!("unknown command: {command}").into()),
    }
}

/// The newest item whose program still lives.
async fn item(bus: &Connection, items: &Items) -> Outcome<Option<Proxy<'static>>> {
    let known = items.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let names = fdo::DBusProxy::new(bus).await?;
    for (name, path) in known.into_iter().rev() {
        if names.name_has_owner(BusName::try_from(name.as_str())?).await? {
            return Ok(Some(uncached(bus, name, path, "org.kde.StatusNotifierItem").await?));
        }
    }
    Ok(None)
}

async fn uncached(
    bus: &Connection,
    name: String,
    path: String,
    interface: &'static str,
) -> zbus::Result<Proxy<'static>> {
    let proxy = zbus::proxy::Builder::new(bus).destination(name)?.path(path)?.interface(interface)?;
    proxy.cache_properties(zbus::proxy::CacheProperties::No).build().await
}

async fn props(item: &Proxy<'_>) -> Outcome<Json> {
    let text = async |name: &str| item.get_property::<String>(name).await;
    let (_, _, title, description) =
        item.get_property::<(String, Vec<(i32, i32, Vec<u8>)>, String, String)>("ToolTip").await?;
    let mut icon = DefaultHasher::new();
    item.get_property::<Vec<(i32, i32, Vec<u8>)>>("IconPixmap").await?.hash(&mut icon);
    Ok(json!({
        "Id": text("Id").await?,
        "Title": text("Title").await?,
        "Status": text("Status").await?,
        "ToolTip": { "title": title, "description": description },
        "icon": icon.finish().to_string(),
    }))
}

/// One entry of a menu.
struct Entry {
    id: i32,
    label: String,
    is_enabled: bool,
    children: Vec<Entry>,
}

impl Entry {
    fn json(&self) -> Json {
        let children: Vec<Json> = self.children.iter().map(Entry::json).collect();
        json!({ "label": self.label, "enabled": self.is_enabled, "children": children })
    }

    /// Reads `(ia{sv}av)`; `None` for a separator.
    fn read(value: &Value<'_>) -> Outcome<Option<Entry>> {
        let Value::Structure(structure) = unwrapped(value) else {
            return Err("a menu entry is no structure".into());
        };
        Entry::of(structure)
    }

    fn of(structure: &Structure<'_>) -> Outcome<Option<Entry>> {
        let [Value::I32(id), Value::Dict(facts), Value::Array(children)] = structure.fields() else {
            return Err(format!("a menu entry is not (ia{{sv}}av): {structure:?}").into());
        };
        let facts: HashMap<String, OwnedValue> = HashMap::try_from(facts.try_clone()?)?;
        let text = |name: &str| match facts.get(name).map(|value| unwrapped(value)) {
            Some(Value::Str(text)) => Some(text.to_string()),
            _ => None,
        };
        if text("type").as_deref() == Some("separator") {
            return Ok(None);
        }
        let enabled = facts.get("enabled").map(|value| unwrapped(value));
        let children = children.iter().map(Entry::read).collect::<Outcome<Vec<_>>>()?;
        Ok(Some(Entry {
            id: *id,
            label: plain(&text("label").unwrap_or_default()),
            is_enabled: !matches!(enabled, Some(Value::Bool(false))),
            children: children.into_iter().flatten().collect(),
        }))
    }
}

/// What lies in a variant, however deep.
fn unwrapped<'a, 'v>(value: &'a Value<'v>) -> &'a Value<'v> {
    match value {
        Value::Value(inner) => unwrapped(inner),
        value => value,
    }
}

/// A label as it is read: one underscore marks a key, two are one.
fn plain(label: &str) -> String {
    label.replace("__", "\u{0}").replace('_', "").replace('\u{0}', "_")
}

async fn menu(item: &Proxy<'_>) -> Outcome<(Proxy<'static>, Vec<Entry>)> {
    let path: zbus::zvariant::OwnedObjectPath = item.get_property("Menu").await?;
    let name = item.destination().to_string();
    let menu = uncached(item.connection(), name, path.to_string(), "com.canonical.dbusmenu").await?;
    menu.call_method("AboutToShow", &0_i32).await?;
    let layout = menu.call_method("GetLayout", &(0_i32, -1_i32, Vec::<String>::new())).await?;
    let body = layout.body();
    let answer: Structure<'_> = body.deserialize()?;
    let [_revision, root] = answer.fields() else { return Err("a layout is not (u(ia{sv}av))".into()) };
    let entries = Entry::read(root)?.map(|root| root.children).unwrap_or_default();
    Ok((menu, entries))
}

async fn click(item: &Proxy<'_>, path: &str) -> Outcome<Json> {
    let (menu, mut entries) = menu(item).await?;
    let mut found = None;
    for label in path.split('›').map(str::trim) {
        let here: Vec<String> = entries.iter().map(|entry| entry.label.clone()).collect();
        let Some(entry) = entries.into_iter().find(|entry| entry.label.starts_with(label)) else {
            return Err(format!("no “{label}” among {here:?}").into());
        };
        if !entry.is_enabled {
            return Err(format!("“{label}” cannot be chosen").into());
        }
        found = Some(entry.id);
        entries = entry.children;
    }
    let id = found.ok_or("nothing to click")?;
    menu.call_method("Event", &(id, "clicked", Value::from(0_i32), 0_u32)).await?;
    Ok(json!({ "clicked": id }))
}
