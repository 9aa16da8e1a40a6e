/** `--ffmpeg`, of every command that reads videos. */
export const ffmpegArg = {
  type: 'string',
  valueHint: 'PATH',
  description: "Default: SSVAERR_FFMPEG, the system's, the one from npm",
} as const;
