<#
.SYNOPSIS
    ilrsync as a Windows service, with NSSM (nssm.cc), where WinSW may not be used.

.DESCRIPTION
    Run it in an administrator's PowerShell, with nssm.exe in the PATH. Running it again brings the
    service to these settings. To remove the service: nssm remove ilrsync confirm

.EXAMPLE
    .\install-with-nssm.ps1 -Folder D:\ilrsync -Program "C:\Program Files\ilrsync"
#>
[CmdletBinding()]
param(
    # The working folder, in which ilrsync.toml lies.
    [Parameter(Mandatory)] [string] $Folder,
    # The virtual environment that ilrsync is installed in.
    [string] $Program = "C:\Program Files\ilrsync"
)

$ErrorActionPreference = "Stop"
$python = Join-Path $Program "Scripts\python.exe"
$config = Join-Path $Folder "ilrsync.toml"
$logs = Join-Path $Folder "logs"

& $python -m ilrsync doctor --config $config
if ($LASTEXITCODE -ne 0) { throw "mend what the doctor found, then run this again" }

New-Item -ItemType Directory -Force -Path $logs | Out-Null
if (-not (Get-Service ilrsync -ErrorAction SilentlyContinue)) {
    nssm install ilrsync $python
}
nssm set ilrsync AppParameters "-m ilrsync run --config `"$config`""
nssm set ilrsync AppDirectory $Folder
nssm set ilrsync DisplayName "ilrsync"
nssm set ilrsync Description "MIS exports in, one checked ILR return out"
nssm set ilrsync Start SERVICE_DELAYED_AUTO_START
# An account of its own that nobody can log on with.
nssm set ilrsync ObjectName "NT SERVICE\ilrsync"
# Ctrl-C first, and time for stop_within of [service] (60) and the ten seconds that it adds.
nssm set ilrsync AppStopMethodConsole 90000
nssm set ilrsync AppExit Default Restart
nssm set ilrsync AppRestartDelay 30000
# 0: it was stopped on purpose.
nssm set ilrsync AppExit 0 Exit
nssm set ilrsync AppStderr (Join-Path $logs "service.log")
nssm set ilrsync AppRotateFiles 1
nssm set ilrsync AppRotateOnline 1
nssm set ilrsync AppRotateBytes 10485760

& (Join-Path $PSScriptRoot "folder-rights.ps1") -Folder $Folder
Start-Service ilrsync
