use proptest::prelude::*;

use super::*;

const VIDEO: u16 = 0x100;
const STREAMS: u16 = 0x1000;

/// A moment, so many milliseconds after the first.
fn at(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_000 + ms).unwrap()
}

/// A packet: `flags` are the payload unit start (0x40) and damage (0x80), `payload` is padded with `fill`.
fn packet(pid: u16, flags: u8, control: u8, payload: &[u8], fill: u8) -> Vec<u8> {
    let [high, low] = pid.to_be_bytes();
    let mut bytes = vec![0x47, flags | high, low, control];
    bytes.extend_from_slice(payload);
    bytes.resize(PACKET, fill);
    bytes
}

fn programmes() -> Vec<u8> {
    let [high, low] = STREAMS.to_be_bytes();
    let section = [0, 0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | high, low];
    packet(0, 0x40, 0x10, &section, 0xff)
}

fn streams() -> Vec<u8> {
    packet(STREAMS, 0x40, 0x10, &[0, 0x02], 0xff)
}

fn tables() -> Vec<u8> {
    [programmes(), streams()].concat()
}

fn keyframe(fill: u8) -> Vec<u8> {
    packet(VIDEO, 0x40, 0x30, &[1, 0x40], fill)
}

fn more(fill: u8) -> Vec<u8> {
    packet(VIDEO, 0x00, 0x10, &[], fill)
}

/// A keyframe and `rest` more packets.
fn group(fill: u8, rest: usize) -> Vec<u8> {
    [keyframe(fill), more(fill).repeat(rest)].concat()
}

fn ring(ms: i64, packets: usize) -> Ring {
    Ring::new(Bounds { length: Duration::milliseconds(ms), bytes: packets * PACKET })
}

#[test]
fn nothing_is_held_before_the_tables_and_a_keyframe() {
    let mut ring = ring(10_000, 1000);
    ring.push(&group(1, 3), at(0));
    ring.push(&tables(), at(1));
    ring.push(&more(1), at(2));
    assert_eq!((ring.bytes(), ring.between(at(0), at(9))), (0, None));
    ring.push(&group(2, 1), at(3));
    let held = ring.between(at(0), at(9)).unwrap();
    assert_eq!(held, Stretch { begins: at(3), ends: at(3), bytes: [tables(), group(2, 1)].concat() });
}

#[test]
fn every_stretch_begins_with_the_tables_and_a_keyframe() {
    let mut ring = ring(60_000, 1000);
    ring.push(&tables(), at(0));
    for n in 0..10_u8 {
        ring.push(&group(n, 2), at(i64::from(n) * 1000));
    }
    let held = ring.between(at(3500), at(5500)).unwrap();
    let groups = [3, 4, 5].map(|n| [tables(), group(n, 2)].concat()).concat();
    assert_eq!(held, Stretch { begins: at(3000), ends: at(5000), bytes: groups });
    assert_eq!(ring.between(at(20_000), at(30_000)), None, "nothing came then");
    assert_eq!(ring.between(at(-5000), at(0)), None, "half-open");
}

#[test]
fn the_oldest_groups_go_when_they_are_out_of_reach() {
    let mut ring = ring(3000, 1000);
    ring.push(&tables(), at(0));
    for n in 0..10_u8 {
        ring.push(&group(n, 2), at(i64::from(n) * 1000));
    }
    let held = ring.between(at(0), at(60_000)).unwrap();
    assert_eq!((held.begins, held.ends), (at(6000), at(9000)));
    // Nothing new began: the group that reaches back to the horizon stays, however long it grows.
    ring.push(&more(9), at(20_000));
    assert_eq!(ring.between(at(0), at(60_000)).unwrap().begins, at(9000));
    assert_eq!(ring.overflowed(), 0);
}

#[test]
fn bytes_are_bounded_whatever_the_length_says() {
    let mut ring = ring(3_600_000, 20);
    ring.push(&tables(), at(0));
    for n in 0..10_u8 {
        ring.push(&group(n, 3), at(i64::from(n)));
        assert!(ring.bytes() <= 20 * PACKET);
    }
    // Each group is six packets with its tables.
    assert_eq!(ring.between(at(0), at(99)).unwrap().begins, at(7));
}

#[test]
fn a_group_beyond_the_bound_is_let_go_until_the_next_keyframe() {
    let mut ring = ring(10_000, 20);
    ring.push(&[tables(), group(1, 100)].concat(), at(0));
    assert_eq!((ring.bytes(), ring.overflowed()), (0, 1));
    ring.push(&more(1), at(1));
    assert_eq!(ring.bytes(), 0);
    ring.push(&group(2, 1), at(2));
    assert_eq!(ring.between(at(0), at(9)).unwrap().bytes, [tables(), group(2, 1)].concat());
}

#[test]
fn damaged_packets_are_left_out() {
    let mut ring = ring(10_000, 100);
    let broken = packet(VIDEO, 0xc0, 0x30, &[1, 0x40], 7);
    ring.push(&[tables(), keyframe(1), broken, more(1)].concat(), at(0));
    assert_eq!(ring.damaged(), 1);
    assert_eq!(ring.between(at(0), at(1)).unwrap().bytes, [tables(), group(1, 1)].concat());
}

#[test]
fn a_stream_that_lost_bytes_is_found_again() {
    let mut ring = ring(10_000, 100);
    ring.push(&[tables(), group(1, 1), vec![0; 77], group(2, 1)].concat(), at(0));
    assert_eq!(ring.skipped(), 77);
    let expected = [tables(), group(1, 1), tables(), group(2, 1)].concat();
    assert_eq!(ring.between(at(0), at(1)).unwrap().bytes, expected);
}

#[test]
fn a_clock_that_is_set_back_begins_anew_and_one_that_is_set_right_does_not() {
    let mut ring = ring(10_000, 100);
    ring.push(&[tables(), group(1, 0)].concat(), at(5000));
    ring.push(&group(2, 0), at(4500));
    assert_eq!(ring.between(at(5000), at(6000)).unwrap().bytes.len(), 6 * PACKET);
    ring.push(&group(3, 0), at(1000));
    let held = ring.between(at(0), at(9000)).unwrap();
    assert_eq!((held.begins, held.bytes.len()), (at(1000), 3 * PACKET));
}

proptest! {
    #[test]
    fn it_is_bounded_and_whole_whatever_comes(
        pushes in proptest::collection::vec((0..8_u8, 0..3000_i64, 0..30_usize), 1..60),
    ) {
        let mut ring = ring(5000, 40);
        let mut now = 0;
        ring.push(&tables(), at(now));
        for (what, ms, rest) in pushes {
            now += ms;
            let bytes = match what {
                0..4 => group(what, rest),
                4 => tables(),
                5 => vec![0x47; rest],
                6 => more(what).repeat(rest),
                _ => packet(VIDEO, 0xc0, 0x30, &[1, 0x40], what),
            };
            ring.push(&bytes, at(now));
            prop_assert!(ring.bytes() <= 40 * PACKET);
            prop_assert_eq!(ring.bytes(), ring.groups.iter().map(|group| group.bytes.len()).sum::<usize>());
            prop_assert!(ring.groups.iter().skip(1).all(|group| group.ends > at(now - 5000)));
            if let Some(held) = ring.between(at(0), at(now + 1)) {
                prop_assert_eq!(held.bytes.len() % PACKET, 0);
                prop_assert_eq!(&held.bytes[..2 * PACKET], &tables());
            }
        }
    }
}
