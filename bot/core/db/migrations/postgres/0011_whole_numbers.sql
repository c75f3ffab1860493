-- All digits of a phone decide whose it is (scheme 3), where eight did before: hashes of the schemes before are made anew at the first start, and
-- this index finds them. Tombstones keep their scheme and are matched by it.

DROP INDEX contact_prints_outdated;
CREATE INDEX contact_prints_outdated ON contact_prints (group_id, referral_id) WHERE scheme < 3;
