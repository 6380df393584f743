SELECT name FROM migration FINAL
