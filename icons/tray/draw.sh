#!/bin/sh
# Draws the tray's pictures from their sources beside this script (Debian: librsvg2-bin).
cd "$(dirname "$0")" || exit 1
for source in *.svg; do
  rsvg-convert --width 48 --height 48 "$source" --output "${source%.svg}.png" || exit 1
done
