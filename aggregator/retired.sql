-- Writers that are no longer waited for.
SELECT writer, seq, told FROM retired FINAL
