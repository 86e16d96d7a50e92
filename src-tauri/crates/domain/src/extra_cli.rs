//! ffmpeg arguments that an operator adds: parsed as words, and checked.
