-- Meetings: series, and each of their occurrences once.
-- meeting_series.clock: as 07:30, in the group's time zone; every: week, two_weeks, first to fourth or last; first_day: as 2026-12-01.
-- channel_id: the channel in which they meet; NULL elsewhere. has_events: 1 where each meeting is an event in Discord too.
-- meetings.day: the day that the series gives; moved_to: the local time, as 2026-12-03T08:00, to which it was moved; NULL where it was not.
-- posted_at, door_at: when its card was queued, and queued anew shortly before the beginning. event_id: of the event in Discord.
-- groups.meetings_channel_id: where cards of meetings are posted; NULL for the digest's channel.

CREATE TABLE meeting_series (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    weekday INTEGER NOT NULL,
    clock TEXT NOT NULL,
    every TEXT NOT NULL,
    first_day TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    place TEXT NOT NULL,
    channel_id INTEGER,
    has_events INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER
) STRICT;

CREATE INDEX meeting_series_of_group ON meeting_series (group_id, ended_at);

CREATE TABLE meetings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups,
    number INTEGER NOT NULL,
    series_id INTEGER NOT NULL REFERENCES meeting_series,
    day TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    place TEXT NOT NULL,
    channel_id INTEGER,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    host_id INTEGER,
    event_id INTEGER,
    posted_at INTEGER,
    door_at INTEGER,
    moved_to TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX meetings_by_number ON meetings (group_id, number);
CREATE UNIQUE INDEX meetings_of_series ON meetings (group_id, series_id, day);
CREATE INDEX meetings_by_time ON meetings (group_id, starts_at);
CREATE INDEX meetings_by_series ON meetings (series_id);
CREATE INDEX meetings_by_host ON meetings (group_id, host_id) WHERE host_id IS NOT NULL;

ALTER TABLE groups ADD COLUMN last_meeting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN meetings_channel_id INTEGER;
