use super::*;
use crate::{CameraId, ProfileId, Secret};

fn camera(address: &str) -> Camera {
    let split = SourceAddress::parse(address).unwrap();
    Camera {
        id: CameraId(1),
        revision: 1,
        name: "Gate".to_owned(),
        location: String::new(),
        address: split.address,
        sub_address: None,
        user: split.user,
        password: split.password,
        priority: 5,
        enabled: true,
        pause: None,
        tags: Vec::new(),
        profile: ProfileId(1),
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    }
}

fn profile() -> StreamProfile {
    StreamProfile::with_defaults(ProfileId(1), "Usual")
}

fn site() -> Site {
    Site::with_defaults("School", chrono_tz::UTC)
}

fn ability() -> FfmpegAbility {
    FfmpegAbility { version: (5, 1), hwaccels: vec!["cuda".into(), "vaapi".into(), "qsv".into()] }
}

fn spec(camera: &Camera, profile: &StreamProfile) -> RunSpec {
    build_ffmpeg_args(camera, profile, &site(), &ability(), Wish::default()).unwrap()
}

#[test]
fn an_rtsp_camera_has_exactly_this_command() {
    let mut camera = camera("rtsp://admin:p%40ss@10.0.0.1/s");
    camera.priority = 3;
    let spec = spec(&camera, &profile());
    let expected = "-hide_banner -nostdin -nostats -loglevel level+warning -filter_threads 1 -threads 1 \
        -rtsp_transport tcp -timeout 5000000 -allowed_media_types video -analyzeduration 1 \
        -i rtsp://admin:•••@10.0.0.1/s -map 0:v:0 -an -sn -dn -vf \
        select='if(isnan(t),1,if(isnan(prev_selected_t)+lt(t,ld(0)-1.500),1+0*st(0,t+0.250000),\
        if(gte(t,ld(0)-0.020000),1+0*st(0,max(ld(0)+0.250000,t+0.125000)))))',format=yuv420p|yuvj420p \
        -fps_mode passthrough -f yuv4mpegpipe pipe:1";
    assert_eq!(spec.args.masked.join(" "), expected);
    assert!(spec.args.words.contains(&"rtsp://admin:p%40ss@10.0.0.1/s".into()));
    assert_eq!((spec.priority, spec.nice, spec.fps, spec.hwaccel), (3, 5, 4.0, false));
    assert_eq!(camera.password, Some(Secret::new("p@ss")));
}
