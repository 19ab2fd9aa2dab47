using System.Security.Cryptography;
using System.Text;

namespace Acme.Company.Tools.Http;

/// <summary>What a tool takes as proof of who calls: a value of the header <c>Authorization</c>.</summary>
/// <param name="Authorization">The whole value.</param>
public sealed record Credentials(string Authorization)
{
    /// <summary>User and password, or user and API token.</summary>
    public static Credentials Basic(string user, string password) => new("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>A token.</summary>
    public static Credentials Bearer(string token) => new("Bearer " + token);

    /// <summary>Whether a request carries them.</summary>
    public bool Admit(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes(Authorization));
}
