<#
.SYNOPSIS
Reads MongoDB's dump files: a row of BSON documents, each with its own length first and a zero byte last.
.DESCRIPTION
Bytes are handed on as [object], here and elsewhere: 5.1 looks at every single one of a mandatory [byte[]], at each call.
#>
Set-StrictMode -Version Latest

# Bytes a value of a type takes, where that is always the same (bsonspec.org).
$BsonSizes = @{ 1 = 8; 6 = 0; 7 = 12; 8 = 1; 9 = 8; 10 = 0; 16 = 4; 17 = 8; 18 = 8; 19 = 16; 127 = 0; 255 = 0 }
# MongoDB takes no longer document; a dump may hold a little more.
$BsonLongest = 16793600

function Measure-BsonFile {
    <#
    .SYNOPSIS
    Walks a dump file from its first document to its last; throws where one is not whole.
    .DESCRIPTION
    Of every document the length and the last byte are looked at. The first ones, and every thousandth, are read to
    their last value.
    .PARAMETER Sample
    How many of the first documents are read whole.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][int]$Sample,
        [Parameter(Mandatory)][object]$Work
    )
    $stream = Open-ReadStream -Path $Path
    try {
        $reader = New-Object IO.BinaryReader $stream
        $length = $stream.Length
        [long]$at = 0
        [long]$documents = 0
        [long]$sampled = 0
        while ($at -lt $length) {
            if ($length - $at -lt 5) { throw "the file ends in the middle of a document at byte $at" }
            $stream.Position = $at
            $size = $reader.ReadInt32()
            if ($size -lt 5 -or $size -gt $BsonLongest -or $at + $size -gt $length) { throw "no document begins at byte $at" }
            if ($documents -lt $Sample -or $documents % 1000 -eq 0) {
                $stream.Position = $at
                $end = Get-BsonEnd -Bytes ($reader.ReadBytes($size)) -Start 0
                if ($end -ne $size) { throw "the document at byte $at does not end where it says" }
                $sampled++
            }
            else {
                $stream.Position = $at + $size - 1
                if ($stream.ReadByte() -ne 0) { throw "the document at byte $at does not end where it says" }
            }
            $documents++
            $at += $size
            if ($documents % 100000 -eq 0 -and -not (Test-TimeLeft -Work $Work)) { throw 'the time is up' }
        }
        return @{ documents = $documents; sampled = $sampled }
    }
    finally {
        $stream.Dispose()
    }
}

function Get-BsonEnd {
    <#
    .SYNOPSIS
    Reads one document to its last value and gives the position after it; throws where it is not whole.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Bytes,
        [Parameter(Mandatory)][int]$Start
    )
    $end = $Start + [BitConverter]::ToInt32($Bytes, $Start)
    if ($end -gt $Bytes.Length -or $end -lt $Start + 5 -or $Bytes[$end - 1] -ne 0) { throw 'a document does not end where it says' }
    $at = $Start + 4
    while ($Bytes[$at] -ne 0) {
        $type = [int]$Bytes[$at]
        $at = Get-BsonValueEnd -Bytes $Bytes -Type $type -Start (Get-BsonTextEnd -Bytes $Bytes -Start ($at + 1))
        if ($at -ge $end) { throw 'a value is longer than its document' }
    }
    if ($at -ne $end - 1) { throw 'a document ends before its end' }
    return $end
}

function Get-BsonTextEnd {
    <#
    .SYNOPSIS
    The position after a text that ends with a zero byte.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Bytes,
        [Parameter(Mandatory)][int]$Start
    )
    $end = [Array]::IndexOf($Bytes, [byte]0, $Start)
    if ($end -lt 0) { throw 'a name has no end' }
    return $end + 1
}

function Get-BsonValueEnd {
    <#
    .SYNOPSIS
    The position after one value of a document.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Bytes,
        [Parameter(Mandatory)][int]$Type,
        [Parameter(Mandatory)][int]$Start
    )
    if ($BsonSizes.ContainsKey($Type)) { return $Start + $BsonSizes[$Type] }
    switch ($Type) {
        { 3, 4 -contains $_ } { return Get-BsonEnd -Bytes $Bytes -Start $Start }
        { 2, 13, 14 -contains $_ } { return Get-BsonStringEnd -Bytes $Bytes -Start $Start }
        5 { return $Start + 5 + (Get-BsonLength -Bytes $Bytes -Start $Start -Least 0) }
        11 { return Get-BsonTextEnd -Bytes $Bytes -Start (Get-BsonTextEnd -Bytes $Bytes -Start $Start) }
        12 { return (Get-BsonStringEnd -Bytes $Bytes -Start $Start) + 12 }
        15 { return $Start + (Get-BsonLength -Bytes $Bytes -Start $Start -Least 14) }
        default { throw "there is no type $Type" }
    }
}

function Get-BsonStringEnd {
    <#
    .SYNOPSIS
    The position after a text that has its length before it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Bytes,
        [Parameter(Mandatory)][int]$Start
    )
    $end = $Start + 4 + (Get-BsonLength -Bytes $Bytes -Start $Start -Least 1)
    if ($Bytes[$end - 1] -ne 0) { throw 'a text does not end where it says' }
    return $end
}

function Get-BsonLength {
    <#
    .SYNOPSIS
    A length inside a document; throws where it cannot be one.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Bytes,
        [Parameter(Mandatory)][int]$Start,
        [Parameter(Mandatory)][int]$Least
    )
    $length = [BitConverter]::ToInt32($Bytes, $Start)
    if ($length -lt $Least -or $length -gt $Bytes.Length - $Start) { throw 'a value is longer than its document' }
    return $length
}
