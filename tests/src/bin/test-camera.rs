//! One test camera for tests that are not written in Rust: prints its address, breaks on command, ends with its input.
//!
//! Commands, one a line: `mend`, `freeze`, `hang`, `status 404`, `refuse`, `listen`. Each is answered with `done`.

use std::io::{self, BufRead, Write};

use journeys::cameras::{Camera, Clip, Faults};

#[tokio::main]
async fn main() -> io::Result<()> {
    let camera = Camera::start(Clip::Small).await?;
    say(&camera.address())?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["mend"] => camera.set(Faults::default()),
            ["freeze"] => camera.set(Faults { freeze: true, ..Faults::default() }),
            ["hang"] => camera.set(Faults { hang: true, ..Faults::default() }),
            ["status", status] => {
                let status = Some(status.parse().map_err(io::Error::other)?);
                camera.set(Faults { status, ..Faults::default() });
            }
            ["refuse"] => camera.refuse().await,
            ["listen"] => camera.listen_again().await?,
            _ => return Err(io::Error::other(format!("unknown command: {line}"))),
        }
        say("done")?;
    }
    Ok(())
}

fn say(line: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}
