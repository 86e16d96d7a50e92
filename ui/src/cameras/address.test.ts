import { expect, test } from "vitest";
import { splitAddress } from "./address";

function check(text: string, address: string, user: string | null, password: string | null): void {
  expect(splitAddress(text), text).toEqual({ address, user, password });
}

test("an address without credentials has nothing to split", () => {
  for (const text of [
    "",
    "rtsp://192.168.1.64/stream1",
    "rtsps://cam.school.lan:322/a/b?x=1&y=2#z",
    "https://[fe80::1]:8443/live.m3u8",
    "rtsp://nvr/ch1@main",
    "rtsp://nvr:554/ch1",
    "file:/home/school/gate 1.mp4",
    "demo:corridor",
    "rtsp://10.0.0.1/live@10.0.0.9/x",
    "rtsp://10.0.0.1/user=admin&password=&channel=1",
    "http://10.0.0.1/?user=3",
    "http://10.0.0.1/?pwd={password}",
    "not an address",
  ]) {
    expect(splitAddress(text), text).toBeNull();
  }
});

test("credentials are split off and decoded", () => {
  check("rtsp://admin:1234@10.0.0.1/s", "rtsp://10.0.0.1/s", "admin", "1234");
  check("rtsp://admin:p%40ss%2F@10.0.0.1/s", "rtsp://10.0.0.1/s", "admin", "p@ss/");
  check("rtsp://admin@10.0.0.1", "rtsp://10.0.0.1", "admin", null);
  check("rtsp://admin:geheim@[::1]:8554/s", "rtsp://[::1]:8554/s", "admin", "geheim");
  check("rtsp://u:p@nvr.lan/cam@10.0.0.5", "rtsp://nvr.lan/cam@10.0.0.5", "u", "p");
});

test("unescaped signs in a password are understood", () => {
  const passwords = ["p@ss", "p:w", "a/b", "50%", "100%sure", "a#b", "what?", "p@ss#w?rd", "12/34", "@", "@@"];
  for (const password of [...passwords, "/", "#1@home/x", "schön", "密码", "%zz", "a@b/c@d"]) {
    check(`rtsp://admin:${password}@192.168.1.64:554/live@2`, "rtsp://192.168.1.64:554/live@2", "admin", password);
  }
  check("rtsp://admin:a/b@cam.lan/s", "rtsp://cam.lan/s", "admin", "a/b");
  check("rtsp://admin:a/b@nvr/s", "rtsp://nvr/s", "admin", "a/b");
});

test("a password in the query becomes a placeholder", () => {
  check(
    "http://10.0.0.1/v.cgi?user=admin&pwd=a%26b&ch=1",
    "http://10.0.0.1/v.cgi?user={user}&pwd={password}&ch=1",
    "admin",
    "a&b",
  );
  check(
    "rtsp://10.0.0.1:554/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp?real_stream",
    "rtsp://10.0.0.1:554/user={user}_password={password}_channel=1_stream=0.sdp?real_stream",
    "admin",
    "tlJwpbo6",
  );
  check("http://10.0.0.1/?token=abc", "http://10.0.0.1/?token={password}", null, "abc");
});
