<#
.SYNOPSIS
    Only administrators, the system and the account of ilrsync may look into the working folder.

.DESCRIPTION
    Exports and returns are personal data, and Windows lets every user of a machine read a new
    folder. Add the groups that shall read the outbox or fill the inbox afterwards, for example:
    icacls D:\ilrsync\outbox /grant "COLLEGE\MIS team:(OI)(CI)RX"

.EXAMPLE
    .\folder-rights.ps1 -Folder D:\ilrsync
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Folder,
    [string] $Account = "NT SERVICE\ilrsync"
)

$ErrorActionPreference = "Stop"
# *S-1-5-32-544 is the group of administrators and *S-1-5-18 the system, in every language.
icacls $Folder /inheritance:r `
    /grant:r "*S-1-5-32-544:(OI)(CI)F" `
    /grant:r "*S-1-5-18:(OI)(CI)F" `
    /grant:r "${Account}:(OI)(CI)M"
if ($LASTEXITCODE -ne 0) { throw "icacls could not set the rights of $Folder" }
