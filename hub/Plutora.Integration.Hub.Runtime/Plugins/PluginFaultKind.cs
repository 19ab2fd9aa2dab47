namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>Why a plugin was refused.</summary>
public enum PluginFaultKind
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The folder holds no assembly, or what should be one is not.</summary>
    NotAnAssembly,

    /// <summary>Which of several assemblies is the connector cannot be told.</summary>
    Ambiguous,

    /// <summary>The assembly does not say which SDK it was built against.</summary>
    NoStamp,

    /// <summary>Built against another major version of the SDK than the hub's.</summary>
    WrongMajor,

    /// <summary>Built against a newer minor version of the SDK than the hub's.</summary>
    NewerMinor,

    /// <summary>An assembly that the plugin needs is not in its folder.</summary>
    MissingDependency,

    /// <summary>No class implements the connector contract.</summary>
    NoConnector,

    /// <summary>More than one class implements the connector contract.</summary>
    SeveralConnectors,

    /// <summary>The constructor, the descriptor or the registration threw.</summary>
    StartFailed,

    /// <summary>The start did not end within <see cref="PluginHostOptions.StartTimeout"/>.</summary>
    StartTimedOut,

    /// <summary>The content hash is not on the allow-list.</summary>
    NotAllowed,

    /// <summary>The descriptor breaks a rule of the contract.</summary>
    InvalidDescriptor,

    /// <summary>A connector with the same id is loaded already.</summary>
    Duplicate,

    /// <summary>The package cannot be unpacked safely.</summary>
    InvalidPackage,

    /// <summary>It is a document, and what runs documents is not there.</summary>
    NoEngine,

    /// <summary>The document of a connector without an assembly is wrong.</summary>
    InvalidDocument,

    /// <summary>The files cannot be read or written.</summary>
    FilesUnusable,
}
