-- The machine's gauges, a day of them.

-- What a gauge was over one minute. `minute_ms`: its beginning; `measure`: the gauge's name and a GPU's number, as
-- domain::gauges names them; `mean` and `most` are in the gauge's own unit (percent, bytes, bytes a second, degrees
-- Celsius, watts). Rows older than a day go whenever others come.
CREATE TABLE gauge (
    minute_ms INTEGER NOT NULL,
    measure   TEXT NOT NULL CHECK (length(measure) BETWEEN 1 AND 40),
    mean      REAL NOT NULL,
    most      REAL NOT NULL,
    PRIMARY KEY (minute_ms, measure)
) STRICT, WITHOUT ROWID;
