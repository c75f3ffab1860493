-- Monthly rounds that began on the 31st went to the 28th for good after February.
-- round_schedules.month_day: the day of the month of the first round, to which those of each month keep where the month has it.

ALTER TABLE round_schedules ADD COLUMN month_day INTEGER NOT NULL DEFAULT 0;

UPDATE round_schedules SET month_day = CAST(substr(next_on, 9) AS INTEGER);
