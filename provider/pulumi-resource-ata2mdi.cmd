@echo off
node --disable-warning=DEP0180 "%~dp0main.ts" %*
