using System.Diagnostics;
using System.Runtime.Versioning;

namespace Plutora.Integration.Tests;

/// <summary>Shell scripts that a test writes and then runs.</summary>
internal static class ShellScript
{
    /// <summary>Writes a script that may be run at once.</summary>
    /// <remarks>
    /// Linux runs no file that is open for writing (<c>ETXTBSY</c>), and a process that another test starts at this moment holds, until it runs its own program, all that is open here.
    /// So the script is put in its place by a process of its own, which starts none.
    /// </remarks>
    [UnsupportedOSPlatform("windows")]
    public static void Write(string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
    {
        var draft = path + ".draft";
        File.WriteAllText(draft, text);
        using (var copy = Process.Start("cp", [draft, path]))
        {
            copy.WaitForExit();
            Assert.Equal(0, copy.ExitCode);
        }

        File.SetUnixFileMode(path, mode);
        File.Delete(draft);
    }
}
