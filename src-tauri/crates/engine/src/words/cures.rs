//! What helps where the engine itself, not a camera, is in trouble.

use bellwatch_domain::sentences;

sentences! {
    /// What helps.
    pub enum Cure {
        Engine = "Check the disk's free space and the data folder's owner.",
        Loss = "Check the disk's free space. Cameras go on; what is missing are old runs and events.",
        Backup = "Look at the folder for backups in Settings and at its disk's free space. It is tried again every 15 minutes.",
        BeforeBell = "There is still time before the bell. Open the camera to see what to do.",
        Recognition = "Install the pack again or choose another in Settings › Recognition; everything else goes on meanwhile.",
    }
}
