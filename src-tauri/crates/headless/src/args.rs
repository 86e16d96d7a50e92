//! What may be typed.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Bellwatch without a window: the engine, and the operator's command line.
#[derive(Debug, Parser)]
#[command(name = "bellwatchctl", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 well · 1 failed · 2 bad input · 3 another enforcer holds the lock · \
4 the store cannot be opened · 5 something needs attention (status, doctor) · 6 too soon, or no answer")]
pub struct Cli {
    /// The data folder [default: $XDG_DATA_HOME/bellwatch]
    #[arg(long, env = "BELLWATCH_HOME", global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the engine here, until it is stopped (Ctrl-C or TERM)
    Run(RunArgs),
    /// What runs, what rests and why; exit code 5 when something needs attention
    Status {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Cameras: add, list, edit, remove, test
    Camera {
        #[command(subcommand)]
        command: CameraCommand,
    },
    /// Stream profiles: add, list, edit, remove
    Profile {
        #[command(subcommand)]
        command: ProfileCommand,
    },
    /// Pause cameras for a while
    Pause(PauseArgs),
    /// End the pauses of cameras
    Resume(CameraChoiceArgs),
    /// Forget what stands in a camera's way, and try it again at once
    TryAgain { camera: String },
    /// Why a camera runs or rests, gate by gate
    Why {
        camera: String,
        /// At this instant: 08:10 (today), 2026-11-24T08:10 (the site's time), or with a zone
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Days off in, and the plan out, as calendar files (.ics)
    Calendar {
        #[command(subcommand)]
        command: CalendarCommand,
    },
    /// Who came, by whose word: show, export, correct, sign
    Attendance {
        #[command(subcommand)]
        command: AttendanceCommand,
    },
    /// Have the running engine look now
    EnforceNow,
    /// Stop every ffmpeg of this data folder until "enforce-now"
    StopRunners,
    /// Prune what is older than the site keeps
    Prune,
    /// What a saved ffmpeg log means: kind, sentence, cure (reads standard input without FILE)
    Explain {
        file: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Model packs, which faces are recognised with: list, install, check, remove
    Models {
        #[command(subcommand)]
        command: ModelsCommand,
    },
    /// Which faces are in pictures, and how good they are
    Recognise(RecogniseArgs),
    /// Unknown faces: keep them for a while to look for a fault, stop that, delete them
    Unknown {
        #[command(subcommand)]
        command: UnknownCommand,
    },
    /// People whose attendance is kept: import, consents, photos, erasing
    People {
        #[command(subcommand)]
        command: PeopleCommand,
    },
    /// Look at the machine: ffmpeg, data folder, lock, GPU; exit code 5 when something is missing
    Doctor {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a zip for whoever helps from afar, without passwords and people
    Diagnostics {
        /// Where to; no file is overwritten
        file: PathBuf,
    },
    /// Backups of the store: make, list, check
    Backup {
        #[command(subcommand)]
        command: BackupCommand,
    },
    /// Put a backup in the place of the store; no engine may run
    Restore(RestoreArgs),
    /// What happened, newest first
    Events {
        /// As JSON
        #[arg(long)]
        json: bool,
        /// How many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
    },
    /// Write the configuration to one file, without secrets unless asked
    Export(ExportArgs),
    /// Read a configuration file
    Import(ImportArgs),
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// Add the four demo cameras to an empty store
    #[arg(long)]
    pub demo: bool,
    /// Write one line per change to standard output, as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum CameraCommand {
    /// Add a camera; credentials in its address become fields of their own
    Add(CameraFields),
    /// List cameras
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a camera; what is not named stays
    Edit {
        camera: String,
        /// A new name
        #[arg(long)]
        rename: Option<String>,
        #[command(flatten)]
        fields: CameraKnobs,
        /// A new address
        #[arg(long)]
        address: Option<String>,
    },
    /// Remove a camera
    Remove { camera: String },
    /// Add and change many cameras by a CSV file; with --undo, put back what was before the newest import
    Import(CameraImportArgs),
    /// Find ONVIF cameras in the networks of this computer; nothing is added
    Find(CameraFindArgs),
    /// Write all cameras to a CSV file or standard output, without passwords
    Export {
        /// The file; an older one is replaced
        file: Option<PathBuf>,
    },
    /// Try to reach a camera, with what is saved, or an address
    Test {
        /// A camera's name or number, or an address
        camera: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct CameraFindArgs {
    /// Ask this address alone, also in another network; may be given several times
    #[arg(long, value_name = "ADDRESS[:PORT]", value_parser = address)]
    pub at: Vec<SocketAddrV4>,
    /// Ask each camera that is not there yet for its streams, with this user name and the password that is read from
    /// standard input (one line)
    #[arg(long)]
    pub user: Option<String>,
    /// Add those that tell, all at once; "camera import --undo" takes them back
    #[arg(long, requires = "user")]
    pub add: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct CameraImportArgs {
    /// The list: its first line names the columns (name, location, address, sub address, user, password, profile,
    /// priority, tags, enabled)
    #[arg(required_unless_present = "undo")]
    pub file: Option<PathBuf>,
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Import the other rows where some cannot be taken; without it, nothing is imported then
    #[arg(long)]
    pub leave_out_refused: bool,
    /// Undo the newest import, for a day and as long as none of its cameras was changed
    #[arg(long, conflicts_with_all = ["file", "dry_run", "leave_out_refused", "json"])]
    pub undo: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct CameraFields {
    /// Its name
    pub name: String,
    /// rtsp://, rtsps://, http(s)://, file: or demo:
    pub address: String,
    #[command(flatten)]
    pub knobs: CameraKnobs,
}

#[derive(Debug, Args)]
pub struct CameraKnobs {
    /// Where it hangs
    #[arg(long)]
    pub location: Option<String>,
    /// Address of the sub-stream; empty takes it away
    #[arg(long)]
    pub sub_address: Option<String>,
    /// User name; empty takes it away
    #[arg(long)]
    pub user: Option<String>,
    /// Read the password from standard input (one line), so that it is never on a command line
    #[arg(long, conflicts_with = "no_password")]
    pub password_stdin: bool,
    /// Take the password away
    #[arg(long)]
    pub no_password: bool,
    /// 0–9, higher first
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=9))]
    pub priority: Option<u8>,
    /// Switch it on or off
    #[arg(long, value_name = "yes|no", value_parser = yes_no)]
    pub enabled: Option<bool>,
    /// Tags, replacing those it has; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Option<Vec<String>>,
    /// Stream profile, by name or number
    #[arg(long)]
    pub profile: Option<String>,
    /// Further profiles to run at the same time; may be given several times, empty takes them away
    #[arg(long = "also-profile", value_name = "PROFILE")]
    pub also_profiles: Option<Vec<String>>,
}

#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// Add a profile; knobs as key=value
    Add {
        name: String,
        #[arg(value_name = "KNOB=VALUE")]
        knobs: Vec<String>,
    },
    /// List profiles, or the knobs there are
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        /// List every knob with its range and default instead
        #[arg(long)]
        knobs: bool,
    },
    /// Change a profile; knobs that are not named stay
    Edit {
        profile: String,
        /// A new name
        #[arg(long)]
        rename: Option<String>,
        #[arg(value_name = "KNOB=VALUE")]
        knobs: Vec<String>,
        /// Only show what would change
        #[arg(long)]
        dry_run: bool,
    },
    /// Remove a profile that no camera uses
    Remove { profile: String },
}

#[derive(Debug, Args)]
pub struct CameraChoiceArgs {
    /// Cameras by name or number
    #[arg(value_name = "CAMERA", conflicts_with_all = ["all", "tag"], required_unless_present_any = ["all", "tag"])]
    pub cameras: Vec<String>,
    /// Every camera
    #[arg(long, conflicts_with = "tag")]
    pub all: bool,
    /// Every camera that carries this tag
    #[arg(long)]
    pub tag: Option<String>,
}

#[derive(Debug, Args)]
pub struct PauseArgs {
    #[command(flatten)]
    pub choice: CameraChoiceArgs,
    /// How long: 30m, 2h, tomorrow, or until when: 14:00, 2026-11-21T14:00
    #[arg(long = "for", value_name = "SPAN", default_value = "30m")]
    pub span: String,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Where to; standard output without it
    pub file: Option<PathBuf>,
    /// Include passwords, sealed with a passphrase read from standard input (one line)
    #[arg(long)]
    pub with_secrets: bool,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file
    pub file: PathBuf,
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Read the passphrase of its sealed passwords from standard input (one line)
    #[arg(long)]
    pub passphrase_stdin: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Make a backup, beside a running engine too, and check it
    Make {
        /// Where to; the site's folder without it. No file is overwritten
        file: Option<PathBuf>,
        /// Seal its key with a passphrase read from standard input (one line)
        #[arg(long)]
        passphrase_stdin: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List the backups in the site's folder, newest first
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Check that a backup is whole and could be restored
    Check {
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup
    pub file: PathBuf,
    /// Only say what would change
    #[arg(long)]
    pub rehearse: bool,
    /// Read the passphrase of its sealed key from standard input (one line)
    #[arg(long)]
    pub passphrase_stdin: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// An IPv4 address, and the port at which WS-Discovery is heard unless another is said.
fn address(text: &str) -> Result<SocketAddrV4, String> {
    let alone = text.parse::<Ipv4Addr>().map(|address| SocketAddrV4::new(address, 3702));
    alone.or_else(|_| text.parse()).map_err(|_| "say an address such as 192.168.1.64".to_owned())
}

fn yes_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "on" | "true" => Ok(true),
        "no" | "off" | "false" => Ok(false),
        _ => Err("say yes or no".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
pub enum UnknownCommand {
    /// Keep the faces of people who are nobody that is enrolled; every screen says so
    Start {
        /// For how long
        #[arg(long = "for", value_name = "LENGTH", value_enum, default_value = "15m")]
        length: ModeLengthWord,
    },
    /// Keep no more of them, at once
    Stop,
    /// Delete all that are kept
    DeleteAll,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ModeLengthWord {
    /// 15 minutes
    #[value(name = "15m")]
    QuarterHour,
    /// An hour
    #[value(name = "1h")]
    Hour,
    /// Until the end of the period that is on
    Period,
    /// Until the end of the day
    Day,
}

#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Add the days off of an .ics file (standard input without FILE)
    Import {
        file: Option<PathBuf>,
        /// Only list what would be added
        #[arg(long)]
        dry_run: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// The plan of some days, to standard output
    Export {
        /// The first day; today without it
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// How many days, 1 to 62
        #[arg(long, default_value_t = 7)]
        days: u32,
    },
}

#[derive(Debug, Subcommand)]
pub enum AttendanceCommand {
    /// Show a day's periods and who came
    Show(AttendanceShowArgs),
    /// Write the records of some days to a file; none is overwritten
    Export(AttendanceExportArgs),
    /// Say how it really was; what the cameras said stays beside it
    Correct(AttendanceCorrectArgs),
    /// Sign a day off: its records are locked for good
    Sign {
        /// The day, as 2026-11-23
        date: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct AttendanceShowArgs {
    /// The day; today without it
    #[arg(long)]
    pub date: Option<String>,
    /// Only periods of this name
    #[arg(long, value_name = "NAME")]
    pub period: Option<String>,
    /// Only people of this group
    #[arg(long)]
    pub group: Option<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct AttendanceExportArgs {
    /// The first day
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The last day, 366 days in all at most
    #[arg(long, value_name = "DATE")]
    pub to: String,
    /// A table, a workbook, or a page to be printed
    #[arg(long, value_enum)]
    pub form: AttendanceForm,
    /// Only people of this group
    #[arg(long)]
    pub group: Option<String>,
    /// Where to; a name with the days in this folder without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AttendanceForm {
    Csv,
    Xlsx,
    Page,
}

#[derive(Debug, Args)]
pub struct AttendanceCorrectArgs {
    /// The person's code
    pub code: String,
    /// The day
    #[arg(long)]
    pub date: String,
    /// The period's name
    #[arg(long, value_name = "NAME")]
    pub period: String,
    /// Its schedule, where several have a period of this name
    #[arg(long, value_name = "NAME")]
    pub schedule: Option<String>,
    /// How it was
    #[arg(long, value_enum)]
    pub status: AttendanceWord,
    /// Why, 1 to 200 characters
    #[arg(long, value_name = "TEXT")]
    pub why: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AttendanceWord {
    Present,
    Late,
    Absent,
    Unknown,
    Excused,
}

#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List packs that are installed and packs that are known
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Install a pack from its makers' address, or from files
    Install {
        /// Which; without it the default, or the one that the files belong to
        pack: Option<String>,
        /// Files or folders with the pack's files (and pack.toml for models of your own); may be given several times
        #[arg(long, value_name = "PATH")]
        from: Vec<PathBuf>,
    },
    /// Check every file of a pack, and run its models; exit code 5 when something is broken
    Check {
        /// Which; all without it
        pack: Option<String>,
    },
    /// Remove a pack
    Remove { pack: String },
}

#[derive(Debug, Args)]
pub struct RecogniseArgs {
    /// Photos: JPEG, PNG, WebP, BMP or GIF
    #[arg(required = true, value_name = "IMAGE")]
    pub images: Vec<PathBuf>,
    /// With this pack; the only installed one without it
    #[arg(long)]
    pub pack: Option<String>,
    /// Pixels of the long side for the detector
    #[arg(long, value_name = "PX", default_value_t = 640, value_parser = clap::value_parser!(u32).range(320..=2048))]
    pub det_set: u32,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum PeopleCommand {
    /// Take over a list of people: CSV, or OneRoster's users.csv; nobody goes by it
    Import {
        file: PathBuf,
        /// Only say what would change
        #[arg(long)]
        dry_run: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List people, and what keeps each from being recognised
    List {
        /// Of one group
        #[arg(long)]
        group: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a person
    Add {
        /// The school's own name for them, unique
        code: String,
        name: String,
        #[arg(long)]
        group: Option<String>,
    },
    /// Record that people consented; no photo is kept without
    Consent(ConsentArgs),
    /// Withdraw a consent: photos and templates are erased at once
    Withdraw {
        code: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Enrol photos, named by the code of whose they are (1234.jpg, 1234_2.jpg, 1234/any.jpg)
    Enrol(EnrolArgs),
    /// Erase a person with everything of them, attendance too
    Erase {
        code: String,
        /// Do it
        #[arg(long)]
        yes: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Rewrite the store without the traces of what was erased, where erasing said that it could not
    Wipe,
    /// Write a page for printing: everybody's photos, and what to do about them
    Report {
        /// Of one group
        #[arg(long)]
        group: Option<String>,
        /// Where to
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct ConsentArgs {
    /// Whose, by their codes
    #[arg(required = true, value_name = "CODE")]
    pub codes: Vec<String>,
    /// The day on which it was given: 2026-09-01
    #[arg(long, value_name = "DATE")]
    pub given: String,
    /// Who gave it: the person, or who speaks for them
    #[arg(long, value_name = "WHO")]
    pub by: String,
    /// Where the signed paper lies
    #[arg(long, value_name = "REF")]
    pub document: Option<String>,
}

#[derive(Debug, Args)]
pub struct EnrolArgs {
    /// Photos, folders of photos, or zips of them
    #[arg(required = true, value_name = "FOLDER|ZIP|PHOTO")]
    pub photos: Vec<PathBuf>,
    /// All of them are of the person with this code, whatever they are named
    #[arg(long)]
    pub code: Option<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}
