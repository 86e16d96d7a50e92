//! Whether a window can be opened at all: asked before anything is started that would break without one.

use crate::args::{Args, Home};

/// Exit code for a machine without a display.
pub const NO_DISPLAY: u8 = 4;

/// Opens the display.
///
/// # Errors
///
/// Sentences for whoever sits at the terminal (over ssh, say): that there is none, and how to run without.
#[cfg(target_os = "linux")]
pub fn open(args: &Args) -> Result<(), String> {
    gtk::init().map_err(|_| headless(args))
}

/// Opens the display, which is always there.
///
/// # Errors
///
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn open(_: &Args) -> Result<(), String> {
    Ok(())
}

#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn headless(args: &Args) -> String {
    let home = match &args.home {
        Home::Chosen(path) => format!("--home '{}' ", path.display()),
        Home::Default(_) => String::new(),
    };
    let demo = if args.demo { " --demo" } else { "" };
    format!(
        "There is no display that answers here, so no window can be opened. The engine runs without one:\n  \
         bellwatchctl {home}run{demo}\nand tells how it does from a second terminal:\n  bellwatchctl {home}status"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_without_a_window_is_told_for_the_same_data_folder() {
        let home = Home::Chosen("/srv/school cameras".into());
        let told = headless(&Args { home, demo: true, is_hidden: false });
        assert!(told.contains("bellwatchctl --home '/srv/school cameras' run --demo\n"), "{told}");
        let told = headless(&Args { home: Home::Default("/x".into()), demo: false, is_hidden: true });
        assert!(told.contains("  bellwatchctl run\n") && told.ends_with("bellwatchctl status"), "{told}");
    }
}
