-- Raw, the ledger and checkpoints are merged when some twenty new parts lie beside what was merged before, not with every five: a part counts as five MiB more than
-- it holds, so that five small ones were enough to write all of a part of a mebibyte anew, again and again. Parts that nothing comes to any more are merged with
-- their age, though later than before.
ALTER TABLE sie MODIFY SETTING merge_selector_base = 20;
ALTER TABLE sample MODIFY SETTING merge_selector_base = 20;
ALTER TABLE ledger MODIFY SETTING merge_selector_base = 20;
ALTER TABLE checkpoint MODIFY SETTING merge_selector_base = 20
