/**
 * Members of .NET that the bundle may use: each is in .NET Framework 4.5.2, the oldest that Windows PowerShell 5.1 runs
 * on, with this number of arguments (none given: a property or a field). What newer versions alone have, such as
 * `[Convert]::ToHexString` or `[IO.Path]::GetRelativePath`, is not here; whoever needs a member looks it up first.
 */

const words = (text: string) => new Set(text.trim().split(/\s+/));

export const staticMembers = words(`
  Array::Copy/3 Array::IndexOf/3 Array::Reverse/1
  BitConverter::ToInt32/2 BitConverter::ToString/1 BitConverter::ToUInt32/2
  Console::Error Console::In Console::Out
  Convert::FromBase64String/1 Convert::ToBase64String/1
  DateTime::MinValue DateTime::UtcNow DateTimeKind::Utc DateTimeOffset::Parse/2
  Diagnostics.Eventing.Reader.PathType::LogName Diagnostics.FileVersionInfo::GetVersionInfo/1 Diagnostics.Process::Start/1
  DirectoryServices.ActiveDirectory.ActiveDirectorySite::GetComputerSite/0
  DirectoryServices.ActiveDirectory.Domain::GetComputerDomain/0
  Environment::GetFolderPath/1 Environment::Is64BitOperatingSystem Environment::Is64BitProcess Environment::MachineName
  IO.Compression.ZipFile::ExtractToDirectory/2 IO.Compression.ZipFile::OpenRead/1
  IO.Directory::CreateDirectory/1 IO.Directory::Delete/2 IO.Directory::Exists/1 IO.Directory::GetDirectories/1
  IO.Directory::GetFiles/1 IO.Directory::GetFiles/2 IO.Directory::GetFiles/3 IO.Directory::GetLastWriteTimeUtc/1
  IO.Directory::Move/2
  IO.File::AppendAllText/3 IO.File::Copy/2 IO.File::Copy/3 IO.File::Create/1 IO.File::Create/4 IO.File::Delete/1
  IO.File::Exists/1 IO.File::GetLastWriteTimeUtc/1 IO.File::Move/2 IO.File::Open/4 IO.File::ReadAllText/1
  IO.File::Replace/3 IO.File::WriteAllBytes/2 IO.File::WriteAllText/3
  IO.FileAccess::Read IO.FileAccess::ReadWrite IO.FileMode::Open IO.FileMode::OpenOrCreate IO.FileOptions::None
  IO.FileShare::None IO.FileShare::Read IO.Path::GetFullPath/1 IO.Path::GetTempPath/0 IO.SearchOption::AllDirectories IO.SeekOrigin::Begin
  Math::Abs/1 Math::Floor/1 Math::Max/2 Math::Min/2 Math::Round/2
  Microsoft.Win32.RegistryHive::LocalMachine Microsoft.Win32.RegistryKey::OpenBaseKey/2
  Microsoft.Win32.RegistryValueKind::DWord Microsoft.Win32.RegistryView::Registry32
  Microsoft.Win32.RegistryView::Registry64
  Net.IPAddress::Any Net.Security.SslPolicyErrors::None Net.SecurityProtocolType::Tls12
  Net.ServicePointManager::SecurityProtocol Net.WebRequest::Create/1 Net.WebRequest::GetSystemWebProxy/0
  NullString::Value
  Runtime.InteropServices.Marshal::GetLastWin32Error/0 Security.Authentication.SslProtocols::Tls12
  Security.Cryptography.MD5::Create/0 Security.Cryptography.SHA1::Create/0 Security.Cryptography.SHA256::Create/0
  Security.Principal.WindowsIdentity::GetCurrent/0
  StringComparer::Ordinal StringComparison::OrdinalIgnoreCase
  System.Management.Automation.ErrorCategory::ObjectNotFound
  Text.Encoding::ASCII Text.Encoding::UTF8 Text.Encoding::Unicode
  Threading.Mutex::TryOpenExisting/2 TimeSpan::FromSeconds/1 TimeSpan::Zero
  Uri::EscapeDataString/1 UriPartial::Authority Version::TryParse/2
  cultureinfo::InvariantCulture double::Parse/2 guid::NewGuid/0 long::MaxValue regex::Matches/2 regex::Replace/3
  string::CompareOrdinal/2 string::IsNullOrEmpty/1 string::Join/2
`);

/** Methods of instances, of whatever type. */
export const instanceMethods = words(`
  Add/1 Add/2 AddAccessRule/1 AddDays/1 AddMinutes/1 AddRange/1 AddSeconds/1 AddTicks/1 Append/1 AuthenticateAsClient/4
  Close/0 ComputeHash/1 Connect/2 ConnectAsync/2 Contains/1 ContainsKey/1 CreateSubKey/1 DeleteSubKeyTree/2
  DeleteValue/2 Dispose/0 EndsWith/1 Export/2 ExportLog/4 Flush/0 GetBytes/1 GetDiskFreeSpaceEx/4 GetLeftPart/1
  GetLogNames/0 GetNewClosure/0 GetOwner/1 GetProxy/1 GetRequestStream/0 GetResponse/0 GetResponseStream/0 GetStream/0
  GetString/3 GetSubKeyNames/0 GetType/0 GetValue/1 IndexOf/1 Invoke/1 InvokeMember/5 IsBypassed/1 Kill/0 LastIndexOf/1
  Open/1 OpenSubKey/1 OpenSubKey/2 Read/3 ReadByte/0 ReadBytes/1 ReadInt32/0 ReadToEnd/0 ReadToEndAsync/0 Receive/1
  ReleaseMutex/0 Remove/1 Replace/2 SaveChanges/0 Seek/2 Send/2 SetAccessRuleProtection/2 SetOwner/1 SetValue/3 Sort/1
  Split/1 Start/0 StartsWith/1 StartsWith/2 Substring/1 Substring/2 ToArray/0 ToLowerInvariant/0 ToString/0 ToString/1
  ToString/2 ToUniversalTime/0 ToUpperInvariant/0 TransformBlock/5 TransformFinalBlock/3 Translate/1 Trim/0 Trim/1 Trim/2
  TrimEnd/1 TrimStart/1 TrimStart/2 Wait/1 WaitForExit/1 WaitForStatus/2 WaitOne/1 Write/3 WriteLine/1
`);

/** Types that are made by New-Object. */
export const madeTypes = words(`
  ComponentModel.Win32Exception DateTime Diagnostics.Eventing.Reader.EventLogSession Diagnostics.ProcessStartInfo
  DirectoryServices.DirectoryEntry IO.BinaryReader IO.DriveInfo IO.FileInfo IO.FileStream IO.StreamReader Net.IPEndPoint
  Net.Security.SslStream Net.Sockets.TcpClient Net.Sockets.UdpClient Net.WebProxy Security.AccessControl.DirectorySecurity
  Security.AccessControl.FileSecurity Security.AccessControl.FileSystemAccessRule
  Security.Cryptography.SHA256CryptoServiceProvider Security.Cryptography.X509Certificates.X509Certificate2
  Security.Cryptography.X509Certificates.X509Store Security.Principal.NTAccount Security.Principal.SecurityIdentifier
  System.Collections.Generic.List[byte] System.Collections.Generic.List[string] Text.StringBuilder Text.UTF8Encoding
  byte[]
`);

/** Methods that give a value nobody asked for: at a statement's place it becomes part of the function's output. */
export const givingMethods = words(
  "Append CreateDirectory CreateSubKey Read ReadByte Seek Send TransformBlock TransformFinalBlock Wait WaitOne",
);

/** Methods that take each character of a text in 5.1, and the text as a whole in newer versions. */
export const characterMethods = words("Split Trim TrimEnd TrimStart");
