import { expect, test } from "vitest";
import { addressesOf, hostOf, MAKERS } from "./makers";

const of = (key: string, host = "10.1.2.3", channel = 1) =>
  addressesOf(
    MAKERS.find((maker) => maker.key === key)!,
    host,
    channel,
  );

test("each maker's addresses are those that its cameras have", () => {
  const told = Object.fromEntries(MAKERS.map(({ key }) => [key, Object.values(of(key, "cam", 3)!)]));
  expect(told).toEqual({
    axis: ["rtsp://cam/axis-media/media.amp?camera=3", "rtsp://cam/axis-media/media.amp?camera=3&resolution=640x360"],
    bosch: ["rtsp://cam/?inst=1", "rtsp://cam/?inst=2"],
    dahua: ["rtsp://cam/cam/realmonitor?channel=3&subtype=0", "rtsp://cam/cam/realmonitor?channel=3&subtype=1"],
    hanwha: ["rtsp://cam/profile2/media.smp", null],
    hikvision: ["rtsp://cam/Streaming/Channels/301", "rtsp://cam/Streaming/Channels/302"],
    reolink: ["rtsp://cam/h264Preview_03_main", "rtsp://cam/h264Preview_03_sub"],
    tplink: ["rtsp://cam/stream1", "rtsp://cam/stream2"],
    uniview: ["rtsp://cam/unicast/c3/s0/live", "rtsp://cam/unicast/c3/s1/live"],
    generic: ["rtsp://cam/", null],
  });
});

test("a host is taken as people type it, and nothing is made of none", () => {
  expect(of("tplink", " 10.1.2.3:8554 ")?.address).toBe("rtsp://10.1.2.3:8554/stream1");
  expect(of("tplink", "fe80::1")?.address).toBe("rtsp://[fe80::1]/stream1");
  expect(of("tplink", "  ")).toBeNull();
});

test("the host of an address that is there is known", () => {
  const check = (address: string, host: string) => expect(hostOf(address), address).toBe(host);
  check("rtsp://10.1.2.3:554/s", "10.1.2.3:554");
  check("rtsp://[fe80::1]", "[fe80::1]");
  check("rtsp://ana:p@10.1.2.3/s", "");
  check("demo:gate", "");
  check("", "");
});

test("makers stand in their order, each once", () => {
  const names = MAKERS.map(({ name }) => name ?? "~");
  expect(names).toEqual(
    names
      .toSorted((a, b) => a.localeCompare(b))
      .filter((name) => name !== "~")
      .concat("~"),
  );
  expect(new Set(MAKERS.map(({ key }) => key)).size).toBe(MAKERS.length);
});
