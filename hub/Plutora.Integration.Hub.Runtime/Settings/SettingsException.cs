namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>The settings are wrong; every fault is told.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>Each fault as one sentence: which setting, where, what was expected.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
