//! Starting with the desktop session: hidden in the tray, for the same data folder as now.

use bellwatch_domain::sentences;
use bellwatch_engine::wire::Problem;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_autostart::ManagerExt;

use crate::args::{Args, HIDDEN, Home};

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{}", Sentence::Read)]
    Read(#[source] tauri_plugin_autostart::Error),
    #[error("{}", Sentence::Write)]
    Write(#[source] tauri_plugin_autostart::Error),
}

sentences! {
    /// Why it is not known, or not changed, what starts with the session.
    pub(crate) enum Sentence {
        Read = "It cannot be told whether Bellwatch starts with this computer's session.",
        Write = "Bellwatch cannot change what starts with this computer's session. Check who owns ~/.config/autostart.",
    }
}

/// The plugin, which writes the words that a start at login is to have.
pub fn plugin(args: &Args) -> TauriPlugin<Wry> {
    tauri_plugin_autostart::Builder::new().args(words_at_login(args)).build()
}

/// Whether Bellwatch starts at login.
///
/// # Errors
///
/// When it cannot be told.
pub fn state(app: &AppHandle) -> Result<bool, Problem> {
    app.autolaunch().is_enabled().map_err(|error| Problem::failed(&Error::Read(error)))
}

/// Has Bellwatch start at login, or not any more.
///
/// # Errors
///
/// When the desktop's list of programs cannot be written.
pub fn set(app: &AppHandle, on: bool) -> Result<(), Problem> {
    let autostart = app.autolaunch();
    let done = if on { autostart.enable() } else { autostart.disable() };
    done.map_err(|error| Problem::failed(&Error::Write(error)))
}

/// A folder that was chosen is named, because at login nobody chooses.
fn words_at_login(args: &Args) -> Vec<String> {
    let mut words = vec![HIDDEN.to_owned()];
    if let Home::Chosen(home) = &args.home {
        // Where the working folder is not known the path stays as it was typed.
        let home = std::path::absolute(home).unwrap_or_else(|_| home.clone());
        words.extend(["--home".to_owned(), quoted(&home.to_string_lossy())]);
    }
    words
}

/// A word as an `Exec` line of a desktop entry takes it (Desktop Entry Specification, "The Exec key").
fn quoted(word: &str) -> String {
    let mut text = String::from("\"");
    for c in word.chars() {
        match c {
            // Once for the quotes, once more because the line is a string of the file.
            '\\' => text.push_str(r"\\\\"),
            '"' | '`' | '$' => {
                text.push_str(r"\\");
                text.push(c);
            }
            '%' => text.push_str("%%"),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_at_login_is_hidden_and_keeps_a_chosen_folder() {
        let args = |home| Args { home, demo: false, is_hidden: false };
        assert_eq!(words_at_login(&args(Home::Default("/d".into()))), ["--hidden"]);
        let chosen = words_at_login(&args(Home::Chosen("/srv/our school".into())));
        assert_eq!(chosen, ["--hidden", "--home", "\"/srv/our school\""]);
    }

    #[test]
    fn a_folder_of_any_name_reaches_the_program_as_it_is() {
        assert_eq!(quoted("/a b"), r#""/a b""#);
        assert_eq!(quoted(r#"/50% "$x" \"#), r#""/50%% \\"\\$x\\" \\\\""#);
    }
}
