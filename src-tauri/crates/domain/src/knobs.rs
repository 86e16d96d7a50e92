//! Every knob, with help, range and default.
