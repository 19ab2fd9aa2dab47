using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Plutora.Integration.Hub.Runtime.Plugins.Inspection;

/// <summary>What an assembly's metadata tells without loading it: nothing of the plugin runs while it is inspected.</summary>
/// <param name="Path">The file.</param>
/// <param name="SdkStamp">The version that the SDK's build targets stamped in; null when they did not.</param>
/// <param name="References">Names of the assemblies it refers to.</param>
/// <param name="EngineOf">Name of the file that makes a folder a connector which this assembly runs; null for a connector's own assembly.</param>
internal sealed record AssemblyFile(string Path, string? SdkStamp, IReadOnlyList<string> References, string? EngineOf = null)
{
    public const string StampKey = "Plutora.Sdk.Version";
    private const string EngineKey = "Plutora.Connector.Engine";

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Reads a file; null when it is not a .NET assembly (a native library, a text, a truncated file).</summary>
    public static AssemblyFile? Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
            {
                return null;
            }

            var metadata = image.GetMetadataReader();
            return metadata.IsAssembly
                ? new(path, Stamp(metadata, StampKey), [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))], Stamp(metadata, EngineKey))
                : null;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private static string? Stamp(MetadataReader metadata, string key)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (!IsAssemblyMetadata(metadata, attribute))
            {
                continue;
            }

            // Two strings behind the prolog 0x0001 (ECMA-335 II.23.3).
            var value = metadata.GetBlobReader(attribute.Value);
            if (value.ReadUInt16() == 1 && value.ReadSerializedString() == key)
            {
                return value.ReadSerializedString();
            }
        }

        return null;
    }

    private static bool IsAssemblyMetadata(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, "AssemblyMetadataAttribute")
            && metadata.StringComparer.Equals(type.Namespace, "System.Reflection");
    }
}
