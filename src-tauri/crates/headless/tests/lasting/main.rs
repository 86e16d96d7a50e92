//! Journeys that take minutes, most of them spent waiting: in one program, so that they go on side by side.

mod kills;
mod who_came;
