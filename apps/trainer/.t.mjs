// apps/trainer/src/video/find-ffmpeg.ts
import { chmod } from "node:fs/promises";
import process2 from "node:process";

// apps/trainer/src/user-error.ts
var UserError = class extends Error {
  name = "UserError";
};

// apps/trainer/src/video/ffmpeg.ts
import { spawn } from "node:child_process";
import { once } from "node:events";
var kept = 32768;
function runFfmpeg(program, args) {
  const child = spawn(program, ["-hide_banner", "-nostdin", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true
  });
  let [begin, end] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text) => {
    if (begin.length < kept) begin += text;
    else end = (end + text).slice(-kept);
  });
  const ended = once(child, "close").then(([code]) => ({ code, said: begin + end }));
  ended.catch(() => {
  });
  return { stdout: child.stdout, ended, stop: () => child.kill("SIGKILL") };
}
var inputArgs = (path) => ["-protocol_whitelist", "file", "-i", `file:${path}`];
function lastComplaint(said) {
  const lines = said.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  return (lines.at(-1) ?? "no reason given").replace(/^\[[^\]]*\] /, "").replace(/^file:.*: /, "");
}

// apps/trainer/src/video/find-ffmpeg.ts
async function findFfmpeg(wanted = process2.env.SSVAERR_FFMPEG) {
  if (wanted) {
    const problem = await problemOf(wanted);
    if (problem === void 0) return wanted;
    throw new UserError(`${wanted}: is no ffmpeg that runs (${problem}).`);
  }
  if (await problemOf("ffmpeg") === void 0) return "ffmpeg";
  const packaged = await packagedFfmpeg();
  if (packaged !== void 0 && await problemOf(packaged) === void 0) return packaged;
  throw new UserError(
    "ffmpeg: was not found. Install it, or npm install @ffmpeg-installer/ffmpeg, or name one with --ffmpeg PATH."
  );
}
async function problemOf(program) {
  try {
    const { stdout, ended } = runFfmpeg(program, ["-version"]);
    let text = "";
    for await (const chunk of stdout.setEncoding("utf8")) text += chunk;
    const { code } = await ended;
    return code === 0 && text.startsWith("ffmpeg version") ? void 0 : "it answers otherwise";
  } catch (error) {
    const { code, message } = error;
    return code === "ENOENT" ? "it is not there" : code ?? message;
  }
}
async function packagedFfmpeg() {
  try {
    const { default: installer } = await import("@ffmpeg-installer/ffmpeg");
    await chmod(installer.path, 493).catch(() => {
    });
    return installer.path;
  } catch {
    return void 0;
  }
}

// apps/trainer/src/video/probe.ts
import { open } from "node:fs/promises";

// apps/trainer/src/video/video-error.ts
var VideoError = class extends UserError {
  what;
  constructor(file, what, options) {
    super(`${file}: ${what}`, options);
    this.what = what;
  }
};

// apps/trainer/src/video/probe.ts
var NoVideo = class extends VideoError {
};
var stillFormats = /^(tty|image2|.*_pipe)$/;
var plausibleFps = 1e3;
async function probe(ffmpeg, path) {
  await assertReadable(path);
  const looked = runFfmpeg(ffmpeg, [
    ...inputArgs(path),
    ...["-map", "0:V:0", "-frames:v", "2", "-vf", "showinfo", "-f", "null", "-"]
  ]);
  looked.stdout.resume();
  const { code, said } = await looked.ended;
  const format = /^Input #0, (.*), from /m.exec(said)?.[1];
  if (format === void 0) throw new NoVideo(path, unreadable(said));
  if (stillFormats.test(format)) throw new NoVideo(path, "is no video.");
  const stream = streamLine(said);
  if (stream === void 0) throw new NoVideo(path, "has no video stream.");
  const frames = [...said.matchAll(/ n: *\d+ .*?pts_time:(\S+) .*? s:(\d+)x(\d+) /g)];
  if (frames.length === 0 || code !== 0) {
    throw new VideoError(path, `cannot be decoded (${lastComplaint(said)}).`);
  }
  if (frames.length === 1) throw new VideoError(path, "holds a single frame.");
  const [, start, width, height] = frames[0];
  const printed = Number(/ ([\d.]+) fps\b/.exec(stream)?.[1] ?? Number.NaN);
  const fps = printed > 0 && printed < plausibleFps ? exactRate(printed) : await averageRate(ffmpeg, path);
  return {
    seconds: durationOf(said),
    fps,
    width: Number(width),
    height: Number(height),
    codec: /Video: (\w+)/.exec(stream)[1],
    sound: /^ *Stream #0:\d+.*?: Audio: (\w+)/m.exec(said)?.[1],
    start: Number(start)
  };
}
async function assertReadable(path) {
  try {
    const file = await open(path, "r");
    const { size } = await file.stat();
    await file.close();
    if (size === 0) throw new VideoError(path, "is empty (0 bytes).");
  } catch (error) {
    if (error instanceof VideoError) throw error;
    const { code } = error;
    const what = code === "ENOENT" ? "is not there." : code === "EACCES" ? "may not be read: look at its permissions." : `cannot be read (${code}).`;
    throw new VideoError(path, what, { cause: error });
  }
}
function unreadable(said) {
  return /moov atom not found/.test(said) && !/low score/.test(said) ? "is cut off: its index, at the end of the file, is missing." : `is no video, or damaged (${lastComplaint(said)}).`;
}
function streamLine(said) {
  const index = /^ *Stream #0:(\d+) -> #0:0 /m.exec(said)?.[1];
  return index === void 0 ? void 0 : new RegExp(`^ *Stream #0:${index}\\b.*: Video: .*$`, "m").exec(said)?.[0];
}
function durationOf(said) {
  const [, hours, minutes, seconds] = /^ *Duration: (\d+):(\d+):([\d.]+)/m.exec(said) ?? [];
  if (seconds === void 0) return void 0;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
function exactRate(printed) {
  const ntsc = Math.ceil(printed) * 1e3 / 1001;
  return Math.abs(printed - ntsc) <= 5e-3 ? ntsc : printed;
}
async function averageRate(ffmpeg, path) {
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...["-v", "error", ...inputArgs(path)],
    ...["-map", "0:V:0", "-c", "copy", "-f", "framecrc", "-"]
  ]);
  let [frames, first, last, unit, rest] = [0, Infinity, -Infinity, 0, ""];
  try {
    for await (const chunk of stdout.setEncoding("utf8")) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const tick = /^#tb 0: (\d+)\/(\d+)/.exec(line);
        if (tick) unit = Number(tick[1]) / Number(tick[2]);
        if (line.startsWith("#")) continue;
        const time = Number(line.split(",")[2]) * unit;
        frames++;
        [first, last] = [Math.min(first, time), Math.max(last, time)];
      }
    }
    await ended;
  } finally {
    stop();
  }
  const fps = (frames - 1) / (last - first);
  if (fps > 0 && fps < plausibleFps) return Math.round(fps * 100) / 100;
  throw new VideoError(path, "does not say how many frames it has a second; give --fps.");
}

// apps/trainer/src/video/decode-frames.ts
async function* decodeFrames(ffmpeg, path, { fps, maxSide = 1280, signal }) {
  const shrink = `min(1,${maxSide}/max(iw*sar,ih))`;
  const size = `w='max(2,round(iw*sar*${shrink}))':h='max(2,round(ih*${shrink}))'`;
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...["-v", "error", ...inputArgs(path)],
    ...["-map", "0:V:0", "-vf", `fps=${fps},scale=${size},setsar=1`],
    ...["-f", "image2pipe", "-c:v", "ppm", "-pix_fmt", "rgb24", "-"]
  ]);
  try {
    let frames = 0;
    for await (const frame of ppmFrames(stdout)) {
      if (signal?.aborted) return;
      frames++;
      yield frame;
    }
    const { code, said } = await ended;
    if (code === 0 && said.trim() === "") return;
    const after = `after ${(frames / fps).toFixed(1)} s`;
    throw new VideoError(path, `is damaged or cut off ${after} (${lastComplaint(said)}).`);
  } finally {
    stop();
  }
}
async function* ppmFrames(stream) {
  let head = "";
  let frame;
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      if (!frame) {
        head += String.fromCharCode(chunk[at++]);
        const [, width, height] = /^P6\s(\d+)\s(\d+)\s255\s$/.exec(head) ?? [];
        if (height === void 0) continue;
        const size = { width: Number(width), height: Number(height) };
        frame = { ...size, data: new Uint8Array(3 * size.width * size.height) };
        [head, filled] = ["", 0];
        continue;
      }
      const part = chunk.subarray(at, at + frame.data.length - filled);
      frame.data.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < frame.data.length) continue;
      yield frame;
      frame = void 0;
    }
  }
}

// apps/trainer/src/video/decode-audio.ts
var audioRate = 16e3;
async function* decodeAudio(ffmpeg, path, { start = 0 } = {}) {
  const { stdout, stop } = runFfmpeg(ffmpeg, [
    ...["-v", "error", ...inputArgs(path), "-map", "0:a:0", "-ac", "1"],
    ...["-af", `aresample=${audioRate}:async=1:first_pts=0`, "-ar", `${audioRate}`],
    ...["-f", "f32le", "-"]
  ]);
  try {
    let before = 4 * Math.round(start * audioRate);
    let rest = new Uint8Array();
    for await (const chunk of stdout) {
      const skipped = Math.min(before, chunk.length);
      before -= skipped;
      const bytes = new Uint8Array(rest.length + chunk.length - skipped);
      bytes.set(rest);
      bytes.set(chunk.subarray(skipped), rest.length);
      const whole = bytes.length - bytes.length % 4;
      rest = bytes.slice(whole);
      if (whole > 0) yield new Float32Array(bytes.buffer, 0, whole / 4);
    }
  } finally {
    stop();
  }
}

// ../../tmp/prep/t.ts
var f = process.env.FF || await findFfmpeg();
for (const p of process.argv.slice(2)) {
  try {
    const info = await probe(f, p);
    let n = 0, s;
    const t = performance.now();
    try {
      for await (const x of decodeFrames(f, p, info)) {
        n++;
        s = x.width + "x" + x.height;
      }
    } catch (e) {
      console.log("  ", e.message);
    }
    let a = 0;
    for await (const x of decodeAudio(f, p, info)) a += x.length;
    console.log(p, JSON.stringify(info), n, n / info.fps, s, a / 16e3, (n / (performance.now() - t) * 1e3).toFixed(0) + "/s");
  } catch (e) {
    console.log(e.name, e.message);
  }
}
