using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>What a record came to mean, as a hash: records that differ in bytes alone have one meaning.</summary>
internal static class Meaning
{
    public static string Of(MappingResult result)
    {
        if (result.Entities.Count == 0 && result.Links.Count == 0)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entity in result.Entities)
        {
            Add(entity.Deleted ? entity.Id + "\0deleted" : entity.Id.ToString());
            foreach (var alias in entity.Aliases)
            {
                Add(alias.Alias + '\0' + alias.Scope);
            }

            hash.AppendData(entity.Fields.Span);
        }

        foreach (var link in result.Links)
        {
            Add(link.Relation);
            hash.AppendData(link.From.Span);
            hash.AppendData(link.To.Span);
        }

        return Convert.ToBase64String(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));
    }
}
