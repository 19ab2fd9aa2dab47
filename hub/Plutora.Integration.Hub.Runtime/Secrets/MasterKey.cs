using System.Security.Cryptography;

namespace Plutora.Integration.Hub.Runtime.Secrets;

/// <summary>The key under which the hub encrypts what it keeps secret: 32 bytes in a file of the home folder, readable by its owner alone.</summary>
public sealed class MasterKey
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const byte Format = 1;
    private readonly byte[] _key;

    private MasterKey(byte[] key) => _key = key;

    /// <summary>Reads the key, or makes it at the first start.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file holds something else than 32 bytes.</exception>
    public static MasterKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            OwnerFile.Write(path, RandomNumberGenerator.GetBytes(32));
        }

        var key = File.ReadAllBytes(path);
        return key.Length == 32 ? new(key) : throw new InvalidDataException($"'{path}' must hold the 32 bytes of the master key, it holds {key.Length}. Put the original file back.");
    }

    /// <summary>Encrypts and authenticates (AES-256-GCM), bound to the name it is stored under.</summary>
    public byte[] Protect(ReadOnlySpan<byte> plain, string name)
    {
        var sealedBytes = new byte[1 + NonceSize + TagSize + plain.Length];
        sealedBytes[0] = Format;
        var nonce = sealedBytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(1 + NonceSize + TagSize), sealedBytes.AsSpan(1 + NonceSize, TagSize), System.Text.Encoding.UTF8.GetBytes(name));
        return sealedBytes;
    }

    /// <summary>Decrypts what <see cref="Protect"/> made under the same name.</summary>
    /// <exception cref="CryptographicException">Another master key, another name, or changed bytes.</exception>
    public byte[] Unprotect(ReadOnlySpan<byte> sealedBytes, string name)
    {
        if (sealedBytes.Length < 1 + NonceSize + TagSize || sealedBytes[0] != Format)
        {
            throw new CryptographicException($"Secret '{name}' is stored in a format that this hub does not know.");
        }

        var plain = new byte[sealedBytes.Length - 1 - NonceSize - TagSize];
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Decrypt(sealedBytes.Slice(1, NonceSize), sealedBytes[(1 + NonceSize + TagSize)..], sealedBytes.Slice(1 + NonceSize, TagSize), plain, System.Text.Encoding.UTF8.GetBytes(name));
        return plain;
    }
}
