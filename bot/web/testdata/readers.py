"""Reads feeds and a calendar with others' readers and prints what they find:
readers.py FEEDVALIDATOR_SRC DIR. The W3C's feed validator reads every *.atom of
DIR, icalendar every *.ics. TestIndependentReaders starts it."""
import glob
import sys

src, folder = sys.argv[1], sys.argv[2]
findings = 0

import icalendar

for name in glob.glob(folder + '/*.ics'):
    calendar = icalendar.Calendar.from_ical(open(name, 'rb').read())
    parts = [c for c in calendar.walk() if c.name != 'VCALENDAR']
    for c in parts:
        for need in ('UID', 'DTSTAMP', 'SEQUENCE', 'SUMMARY'):
            if need not in c:
                print(name, c.name, 'without', need)
                findings += 1
        for error in getattr(c, 'errors', []):
            print(name, c.get('UID'), error)
            findings += 1
        if c.name == 'VEVENT' and not c['DTSTART'].dt < c['DTEND'].dt:
            print(name, c['UID'], 'ends before it begins')
            findings += 1
    print(len(parts), 'entries of a calendar')

if src:
    sys.path.insert(0, src)
    import feedvalidator
    from feedvalidator.logging import Error, Warning

    # Two entries of one day have the same moment; that is what happened.
    known = ('DuplicateUpdated', 'SelfDoesntMatchLocation')
    for name in glob.glob(folder + '/*.atom'):
        events = feedvalidator.validateString(open(name, encoding='utf-8').read(), firstOccurrenceOnly=1)['loggedEvents']
        for e in events:
            if isinstance(e, (Error, Warning)) and type(e).__name__ not in known:
                print(name, type(e).__name__, e.params)
                findings += 1
    print(len(glob.glob(folder + '/*.atom')), 'feeds')
sys.exit(1 if findings else 0)
