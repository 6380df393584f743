-- The clock that the folder is kept by, as the process that took messages for it last told; '' when none has told it.
SELECT argMax(pulse.mode, pulse.at) AS mode FROM pulse WHERE pulse.log != 'import' AND pulse.mode != ''
