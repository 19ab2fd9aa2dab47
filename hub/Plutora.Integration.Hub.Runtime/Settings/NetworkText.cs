using System.Net;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>Networks as people write them.</summary>
public static class NetworkText
{
    /// <summary>Reads a network such as <c>10.0.0.0/8</c>, or an address, which is a network of one.</summary>
    public static bool TryRead(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}
