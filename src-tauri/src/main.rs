//! The shell: a window onto the engine, nothing more. Every command is one line that asks `engine::api`.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod attendance;
mod autostart;
mod backups;
mod bell;
mod camera_list;
mod clips;
mod commands;
mod desktop;
mod discovery;
mod display;
mod downloads;
mod house;
mod notices;
mod people;
mod pictures;
mod recognition;
mod sent;
#[cfg(test)]
mod sentences;
mod system;
mod tongue;
mod tray;
mod unknown;
mod watching;
mod window;

use std::process::ExitCode;

use tauri::{Manager, RunEvent};

use args::{Args, HIDDEN};
use house::House;
use tongue::Tongue;
use tray::Tray;
use watching::Watching;
use window::{Place, Presence};

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args_os().skip(1)) {
        Ok(args) => args,
        Err(sentence) => {
            eprintln!("bellwatch: {sentence}");
            return ExitCode::from(2);
        }
    };
    if let Err(sentences) = display::open(&args) {
        eprintln!("bellwatch: {sentences}");
        return ExitCode::from(display::NO_DISPLAY);
    }
    bellwatch_engine::logging::to_stderr();
    let app = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, words, _| {
            // A session that starts it once more at login does not ask to see it.
            if !words.iter().any(|word| word == HIDDEN) {
                window::show(app);
            }
        }))
        .plugin(autostart::plugin(&args))
        .register_asynchronous_uri_scheme_protocol("snapshot", pictures::answer)
        // From the start: a page that is loaded fast says what it speaks before all else is set up.
        .manage(Tongue::new())
        .setup(move |app| {
            let place = if args.is_hidden { Place::InTray } else { Place::OnScreen };
            let presence = Presence::new(place, args.home.path());
            let house = House::open(args);
            let tongue = Tongue::clone(&app.state());
            notices::keep(&house, &tongue);
            let tray = Tray::keep(app.handle(), &house, &tongue, desktop::tray_hosts());
            window::keep_reachable(app.handle(), &presence, &tray);
            app.manage(house);
            app.manage(tray);
            app.manage(presence);
            app.manage(Watching::default());
            if place == Place::OnScreen {
                window::show(app.handle());
            }
            house::end_on_signals(app.handle().clone());
            Ok(())
        })
        .on_window_event(window::on_event)
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!());
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            eprintln!("bellwatch: the window cannot be opened: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = app.run_return(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<House>().close();
        }
    });
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
