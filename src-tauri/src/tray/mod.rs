//! The tray: the engine's state as an icon, and the deeds that are done without the window.
//!
//! What it shows is decided in [`model`]; here it is only drawn, on a desktop that has a tray.

mod deed;
mod model;
pub(crate) mod words;

use std::time::Duration;

use bellwatch_engine::wire::Problem;
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Wry, async_runtime, include_image};
use tokio::sync::{oneshot, watch};

use crate::desktop::TrayHost;
use crate::house::{House, Opened};
use crate::tongue::Tongue;
use crate::window::show;
use deed::Deed;
use model::{Item, Model, Seen, StateWord};

/// Who does what is done here, in events and pauses.
const ACTOR: &str = "tray";
/// The tray changes at most this often.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// The tray.
pub struct Tray {
    shown: watch::Receiver<Shown>,
}

/// Whether the tray can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The desktop shows it.
    Yes,
    /// The desktop has no tray, or refused ours.
    No,
}

impl Tray {
    /// Shows the tray wherever and whenever the desktop has one, as long as the app runs.
    pub fn keep(app: &AppHandle, house: &House, tongue: &Tongue, hosts: watch::Receiver<TrayHost>) -> Tray {
        let starting = Model::of(Seen::Starting, &|english| tongue.say(english));
        let (models_in, models) = watch::channel(starting);
        let (shown_in, shown) = watch::channel(Shown::No);
        async_runtime::spawn(follow(house.clone(), tongue.clone(), models_in));
        async_runtime::spawn(draw(app.clone(), models, hosts, shown_in));
        Tray { shown }
    }

    /// Whether it can be seen now.
    pub fn shown(&self) -> Shown {
        *self.shown.borrow()
    }

    /// Whether it can be seen, as it changes.
    pub fn watch(&self) -> watch::Receiver<Shown> {
        self.shown.clone()
    }
}

/// Keeps the model as the engine is, in the window's language.
async fn follow(house: House, tongue: Tongue, models: watch::Sender<Model>) {
    let mut opened = house.opened();
    let mut turns = tongue.watch();
    let put = |seen: Seen<'_>| {
        let model = Model::of(seen, &|english| tongue.say(english));
        models.send_if_modified(|shown| {
            let differs = *shown != model;
            if differs {
                *shown = model;
            }
            differs
        });
    };
    loop {
        let now = opened.borrow_and_update().clone();
        turns.mark_unchanged();
        match now {
            Opened::Starting => put(Seen::Starting),
            Opened::Broken(problem) => put(Seen::Broken(&problem)),
            Opened::Running(engine) => {
                let mut news = engine.watch();
                let replaced = house.replaced(&engine);
                let shown = async {
                    loop {
                        tokio::select! {
                            news = news.next() => if news.is_none() { return },
                            // News that were being gathered are in the view that is shown next.
                            turned = turns.changed() => if turned.is_err() { return },
                        }
                        turns.mark_unchanged();
                        put(Seen::Running(&engine.view(), house.clock().now()));
                        tokio::time::sleep(AT_MOST_EVERY).await;
                    }
                };
                tokio::select! {
                    () = shown => {}
                    () = replaced => {}
                }
            }
        }
        tokio::select! {
            changed = opened.changed() => if changed.is_err() { return },
            turned = turns.changed() => if turned.is_err() { return },
        }
    }
}

/// Draws what differs, while there is somewhere to draw it.
async fn draw(
    app: AppHandle,
    mut models: watch::Receiver<Model>,
    mut hosts: watch::Receiver<TrayHost>,
    shown: watch::Sender<Shown>,
) {
    let mut drawn: Option<Drawn> = None;
    loop {
        let model = models.borrow_and_update().clone();
        let host = *hosts.borrow_and_update();
        if host == TrayHost::Present {
            match on_main_thread(&app, drawn.take(), model).await {
                Some(Ok(now)) => drawn = Some(now),
                Some(Err(error)) => tracing::warn!(%error, "the tray cannot be drawn"),
                None => return,
            }
        }
        // An icon that is built stays: it registers itself again when the desktop's tray comes back.
        let is_shown = host == TrayHost::Present && drawn.is_some();
        shown.send_replace(if is_shown { Shown::Yes } else { Shown::No });
        tokio::select! {
            changed = models.changed() => if changed.is_err() { return },
            changed = hosts.changed() => if changed.is_err() { return },
        }
    }
}

/// An icon, and what it shows.
type Drawn = (TrayIcon, Model);

/// Draws on the window's thread; `None` once that thread has ended.
///
/// Tauri's own calls would block a thread of the engine until that thread has time. It has none while it waits for the
/// engine to end, and the engine would then wait for the blocked thread.
async fn on_main_thread(app: &AppHandle, drawn: Option<Drawn>, model: Model) -> Option<tauri::Result<Drawn>> {
    let (answer, answered) = oneshot::channel();
    let here = app.clone();
    let draw = move || {
        let icon = match drawn {
            None => build(&here, &model),
            Some((icon, old)) => redraw(&here, &icon, &old, &model).map(|()| icon),
        };
        // An error means that nobody waits any more: the app is ending.
        let _ = answer.send(icon.map(|icon| (icon, model)));
    };
    match app.run_on_main_thread(draw) {
        Ok(()) => answered.await.ok(),
        Err(_) => None,
    }
}

fn build(app: &AppHandle, model: &Model) -> tauri::Result<TrayIcon> {
    TrayIconBuilder::with_id("bellwatch")
        .title("Bellwatch")
        .icon(icon(model.state))
        .tooltip(&model.tooltip)
        .menu(&menu(app, &model.menu)?)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| match Deed::parse(event.id().as_ref()) {
            Some(deed) => act(app, deed),
            None => tracing::debug!(id = event.id().as_ref(), "a choice that is not the tray's"),
        })
        .on_tray_icon_event(|icon, event| {
            let is_left = |button, state| button == MouseButton::Left && state == MouseButtonState::Up;
            if let TrayIconEvent::Click { button, button_state, .. } = event
                && is_left(button, button_state)
            {
                show(icon.app_handle());
            }
        })
        .build(app)
}

fn redraw(app: &AppHandle, drawn: &TrayIcon, old: &Model, new: &Model) -> tauri::Result<()> {
    if old.state != new.state {
        drawn.set_icon(Some(icon(new.state)))?;
    }
    if old.tooltip != new.tooltip {
        drawn.set_tooltip(Some(&new.tooltip))?;
    }
    if old.menu != new.menu {
        drawn.set_menu(Some(menu(app, &new.menu)?))?;
    }
    Ok(())
}

fn icon(state: StateWord) -> Image<'static> {
    match state {
        StateWord::AllWell => include_image!("../icons/tray/all-well.png"),
        StateWord::NeedsAttention => include_image!("../icons/tray/needs-attention.png"),
        StateWord::Paused => include_image!("../icons/tray/paused.png"),
    }
}

fn menu(app: &AppHandle, items: &[Item]) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app);
    for item in items {
        menu = match item {
            Item::Line => menu.separator(),
            Item::Words(words) => menu.item(&MenuItemBuilder::new(plain(words)).enabled(false).build(app)?),
            Item::Choice(words, deed) => {
                menu.item(&MenuItemBuilder::with_id(deed.id(), plain(words)).build(app)?)
            }
            Item::More(words, items) => menu.item(&submenu(app, words, items)?),
        };
    }
    menu.build()
}

fn submenu(app: &AppHandle, words: &str, items: &[Item]) -> tauri::Result<Submenu<Wry>> {
    let mut menu = SubmenuBuilder::new(app, plain(words));
    for item in items {
        menu = match item {
            Item::Line => menu.separator(),
            Item::Words(words) => menu.item(&MenuItemBuilder::new(plain(words)).enabled(false).build(app)?),
            Item::Choice(words, deed) => {
                menu.item(&MenuItemBuilder::with_id(deed.id(), plain(words)).build(app)?)
            }
            Item::More(words, items) => menu.item(&submenu(app, words, items)?),
        };
    }
    menu.build()
}

/// As a menu takes it: an ampersand would underline the letter after it.
fn plain(words: &str) -> String {
    words.replace('&', "&&")
}

fn act(app: &AppHandle, deed: Deed) {
    match deed {
        Deed::Open => show(app),
        Deed::Quit => app.exit(0),
        Deed::Pause(..) | Deed::Resume(_) => {
            let app = app.clone();
            async_runtime::spawn(async move {
                let house = app.state::<House>().inner().clone();
                if let Err(problem) = ask(&house, deed).await {
                    // The window says what is wrong with the store; a menu cannot.
                    tracing::warn!(detail = problem.detail, "what was chosen in the tray was not done");
                    show(&app);
                }
            });
        }
    }
}

async fn ask(house: &House, deed: Deed) -> Result<(), Problem> {
    let engine = house.engine().await?;
    match deed {
        Deed::Pause(whom, long) => engine.pause_as(ACTOR, &whom.choice(), long.draft()).await,
        Deed::Resume(whom) => engine.resume_as(ACTOR, &whom.choice()).await,
        Deed::Open | Deed::Quit => Ok(()),
    }
}
