@echo off
rem Stand-in for the official command provider. Needs Node ^>= 22.18 as `node`.
node --disable-warning=DEP0180 "%~dp0main.ts" %*
