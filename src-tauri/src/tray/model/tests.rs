use bellwatch_engine::wire::{
    BellsView, EngineView, FpsView, PauseView, ProblemCode, ProblemView, RecognitionView, RestReason,
    RunnerView, SiteView,
};

use super::*;

/// Monday 23 November 2026, 10:24 in Berlin.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_425_840, 0).unwrap()
}

fn camera(id: i64, name: &str) -> CameraView {
    CameraView {
        id,
        name: name.to_owned(),
        location: String::new(),
        address: "demo:gate".to_owned(),
        sub_address: None,
        user: None,
        has_password: false,
        priority: 5,
        enabled: true,
        pause: None,
        tags: Vec::new(),
        profile: 1,
        also_profiles: Vec::new(),
        keyframe_interval_s: None,
    }
}

fn paused(mut camera: CameraView, minutes: i64) -> CameraView {
    let at_ms = now().timestamp_millis();
    camera.pause = Some(PauseView { until_ms: at_ms + minutes * 60_000, by: "window".to_owned(), at_ms });
    camera
}

fn runner(camera: i64, state: RunnerState) -> RunnerView {
    RunnerView {
        camera,
        profile: 1,
        state,
        picture: None,
        heartbeat: None,
        hb_interval_s: 10.0,
        bar: Vec::new(),
        last_error: None,
        process: None,
        because: None,
        fps_wanted: 4.0,
        fps: FpsView { asked: 4.0, cap: None, given: Some(4.0), why: None },
        keyframes_only: false,
    }
}

fn runs(camera: i64) -> RunnerView {
    runner(camera, RunnerState::Running { since_ms: 0 })
}

fn rests(camera: i64) -> RunnerView {
    runner(
        camera,
        RunnerState::Resting { why: RestReason::Paused, sentence: "Paused.".to_owned(), until_ms: None },
    )
}

fn problem(sentence: &str) -> ProblemView {
    ProblemView {
        key: sentence.to_owned(),
        sentence: sentence.to_owned(),
        cure: String::new(),
        cameras: Vec::new(),
        since_ms: 0,
    }
}

fn english(text: &str) -> String {
    text.to_owned()
}

fn view(cameras: Vec<CameraView>, runners: Vec<RunnerView>) -> View {
    View {
        seq: 1,
        site: SiteView {
            name: "School".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            tomorrow_hour: 7,
            tomorrow_ms: 0,
            values: Vec::new(),
        },
        engine: EngineView {
            version: "0".to_owned(),
            pid: 1,
            started_ms: 0,
            ffmpeg_version: None,
            data_folder: String::new(),
            key_place: String::new(),
            last_run_ms: None,
            last_ok_ms: None,
            last_error: None,
            stopped_by_hand: None,
            is_empty: cameras.is_empty(),
            next_bell: None,
        },
        cameras,
        gauges: None,
        profiles: Vec::new(),
        bells: BellsView::default(),
        runners,
        problems: Vec::new(),
        recognition: RecognitionView::off(),
        events: Vec::new(),
        knobs: Vec::new(),
        settings: Vec::new(),
    }
}

fn of(view: &View) -> Model {
    Model::of(Seen::Running(view, now()), &english)
}

/// The menu as an indented text; what cannot be chosen stands in brackets.
fn text(items: &[Item]) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items {
        match item {
            Item::Line => lines.push("--".to_owned()),
            Item::Words(words) => lines.push(format!("({words})")),
            Item::Choice(words, _) => lines.push(words.clone()),
            Item::More(words, items) => {
                lines.push(format!("{words} ›"));
                lines.extend(text(items).into_iter().map(|line| format!("  {line}")));
            }
        }
    }
    lines
}

#[test]
fn the_menu_of_a_school_where_all_is_well() {
    let model = of(&view(vec![camera(1, "Yard"), camera(2, "Gate")], vec![runs(1), runs(2)]));
    assert_eq!(model.state, StateWord::AllWell);
    assert_eq!(model.tooltip, "All well · 2 cameras watching.");
    let expected = [
        "(All well · 2 cameras watching)",
        "--",
        "Pause all ›",
        "  30 minutes",
        "  2 hours",
        "  Until tomorrow 07:00",
        "Pause a camera ›",
        "  Gate ›",
        "    30 minutes",
        "    2 hours",
        "    Until tomorrow 07:00",
        "  Yard ›",
        "    30 minutes",
        "    2 hours",
        "    Until tomorrow 07:00",
        "(Resume all)",
        "--",
        "Open Bellwatch",
        "Quit (stops 2 cameras)",
    ];
    assert_eq!(text(&model.menu), expected);
}

#[test]
fn a_paused_camera_says_until_when_and_can_be_resumed() {
    let model = of(&view(vec![camera(1, "Yard"), paused(camera(2, "Gate"), 120)], vec![runs(1), rests(2)]));
    assert_eq!(model.state, StateWord::Paused);
    assert_eq!(model.tooltip, "1 camera paused · 1 of 2 cameras watching.");
    let lines = text(&model.menu);
    assert!(lines.contains(&"  Gate · paused until 12:24 ›".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"    Resume".to_owned()));
    assert!(lines.contains(&"Resume all".to_owned()));
    assert!(lines.contains(&"Quit (stops 1 camera)".to_owned()));

    let all = view(vec![paused(camera(1, "Yard"), 30)], vec![rests(1)]);
    assert_eq!(of(&all).tooltip, "Paused · 1 camera.");
}

#[test]
fn a_problem_wins_over_a_pause_and_is_named() {
    let mut view = view(vec![paused(camera(1, "Yard"), 30), camera(2, "Gate")], vec![rests(1), rests(2)]);
    view.problems = (1..=5).map(|number| problem(&format!("Problem {number}."))).collect();
    let model = of(&view);
    assert_eq!(model.state, StateWord::NeedsAttention);
    assert_eq!(model.tooltip, "Needs attention · 0 of 2 cameras watching. Problem 1. And 4 more.");
    assert_eq!(
        text(&model.menu)[..6],
        [
            "(Needs attention · 0 of 2 cameras watching)",
            "(Problem 1.)",
            "(Problem 2.)",
            "(Problem 3.)",
            "(And 2 more in the window)",
            "--"
        ]
    );
    assert_eq!(text(&model.menu).last().unwrap(), "Quit");
}

#[test]
fn cameras_stopped_by_hand_are_no_good_news() {
    let mut view = view(vec![camera(1, "Yard")], vec![rests(1)]);
    view.engine.stopped_by_hand = Some("bellwatchctl".to_owned());
    let model = of(&view);
    assert_eq!(model.state, StateWord::Paused);
    assert_eq!(model.tooltip, "Stopped by hand (bellwatchctl) · 0 of 1 camera watching.");
}

#[test]
fn without_cameras_or_an_engine_there_is_nothing_to_pause() {
    let plain = ["--", "Open Bellwatch", "Quit"];
    let lines = text(&of(&view(Vec::new(), Vec::new())).menu);
    assert_eq!(lines[0], "(No camera yet)");
    assert_eq!(lines[1..], plain);
    assert_eq!(text(&Model::of(Seen::Starting, &english).menu)[1..], plain);
    let problem = Problem {
        code: ProblemCode::Failed,
        message: "Another enforcer holds the lock.".to_owned(),
        detail: String::new(),
        field: None,
    };
    let broken = Model::of(Seen::Broken(&problem), &english);
    assert_eq!(broken.state, StateWord::NeedsAttention);
    assert_eq!(text(&broken.menu)[0], "(Another enforcer holds the lock.)");
}

#[test]
fn a_big_school_gets_forty_cameras_in_order_and_a_way_to_the_rest() {
    let cameras = (1..=100).rev().map(|number| camera(number, &format!("gate {number}"))).collect();
    let model = of(&view(cameras, Vec::new()));
    let Some(Item::More(_, each)) =
        model.menu.iter().find(|item| matches!(item, Item::More(words, _) if words == "Pause a camera"))
    else {
        panic!("no cameras in the menu");
    };
    let names: Vec<&str> = each
        .iter()
        .map(|item| match item {
            Item::More(words, _) | Item::Choice(words, _) | Item::Words(words) => words.as_str(),
            Item::Line => "--",
        })
        .collect();
    assert_eq!(names.len(), 41);
    assert_eq!(names[..3], ["gate 1", "gate 2", "gate 3"]);
    assert_eq!(names[40], "More in the window…");
}

#[test]
fn a_long_sentence_does_not_make_the_menu_wide() {
    let mut view = view(vec![camera(1, "Yard")], Vec::new());
    view.problems = vec![problem(&"ä".repeat(500))];
    assert!(text(&of(&view).menu).iter().all(|line| line.chars().count() <= LINE + 2));
}

#[test]
fn everything_but_names_is_said_in_the_windows_language() {
    let cameras = vec![camera(1, "gate"), paused(camera(2, "yard"), 30)];
    let mut seen = view(cameras, vec![runs(1), rests(2)]);
    seen.problems = (0..5).map(|number| problem(&format!("Problem {number}."))).collect();
    let loud = |text: &str| text.to_uppercase();
    let model = Model::of(Seen::Running(&seen, now()), &loud);
    let quiet: Vec<String> =
        text(&model.menu).into_iter().filter(|line| *line != line.to_uppercase()).collect();
    assert_eq!(quiet, ["  gate ›"]);
    assert_eq!(model.tooltip, model.tooltip.to_uppercase());
}
