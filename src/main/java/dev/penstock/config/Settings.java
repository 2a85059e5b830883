package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.HealthSettings;
import dev.penstock.call.LimitRule;
import dev.penstock.egress.EgressGuard;
import dev.penstock.json.JsonTree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything the operator decides, read whole and checked whole; a change makes a new one.
 *
 * @param digest names exactly what was read: all that the file, variables and options say together
 * @param account the account id in URLs; default
 * @param host the address calls are taken on; 127.0.0.1
 * @param port its port, 0 for any free one; 8787
 * @param publicUrl what clients call it by, where that is not host and port
 * @param adminHost the address of the management listener; 127.0.0.1
 * @param adminPort its port, 0 for any free one; 8788
 * @param data the folder that holds all state; ./data
 * @param demo whether a made-up provider answers, without any key; false
 * @param graceTime how long running calls may go on after a request to stop; 30s
 * @param providers what is changed about providers, by slug
 * @param customProviders providers added to the account
 * @param egress judges where custom providers lead to
 * @param gateways those declared, in the order of the file
 * @param declared the same as the management API shows them, by id
 * @param timeZone where days, weeks and months begin; UTC
 * @param accountLimits over all gateways of the account
 * @param tokens gateway tokens
 * @param managementTokens tokens of the management API, beside those made while running
 * @param prices the operator's own prices
 * @param masterKey where the master keys are read from
 * @param cache the room of answers given again
 * @param resume taking up streams again
 * @param limits bounds of bytes and counts
 * @param timeouts bounds of time
 * @param health when targets, keys and upstreams count as well
 * @param compatibility where Cloudflare is followed to the letter
 * @param log what the process writes about itself
 */
public record Settings(
        String digest,
        String account,
        String host,
        int port,
        Optional<String> publicUrl,
        String adminHost,
        int adminPort,
        Path data,
        boolean demo,
        Duration graceTime,
        Map<String, ProviderSettings> providers,
        List<CustomProviderSettings> customProviders,
        EgressGuard egress,
        List<GatewaySettings> gateways,
        Map<String, JsonTree> declared,
        ZoneId timeZone,
        List<LimitRule> accountLimits,
        List<TokenSettings> tokens,
        List<ManagementTokenSettings> managementTokens,
        List<PriceOverride> prices,
        MasterKeySettings masterKey,
        CacheSettings cache,
        ResumeSettings resume,
        Limits limits,
        Timeouts timeouts,
        HealthSettings health,
        Compatibility compatibility,
        LogOutput log) {

    private static final List<Fixed> FIXED = List.of(
            new Fixed("host", Settings::host),
            new Fixed("port", Settings::port),
            new Fixed("admin_host", Settings::adminHost),
            new Fixed("admin_port", Settings::adminPort),
            new Fixed("data", Settings::data),
            new Fixed("demo", Settings::demo),
            new Fixed("cache.memory_bytes", settings -> settings.cache.memoryBytes()),
            new Fixed("cache.disk_bytes", settings -> settings.cache.diskBytes()),
            new Fixed("cache.shared_bytes", settings -> settings.cache.sharedBytes()),
            new Fixed("limits.header_bytes", settings -> settings.limits.headerBytes()),
            new Fixed("limits.inflight_bytes", settings -> settings.limits.inflightBytes()),
            new Fixed("limits.connections", settings -> settings.limits.connections()),
            new Fixed("limits.spool_disk_bytes", settings -> settings.limits.spoolDiskBytes()),
            new Fixed("limits.spool_memory_bytes", settings -> settings.limits.spoolMemoryBytes()),
            new Fixed("limits.counted_buckets", settings -> settings.limits.countedBuckets()),
            new Fixed("timeouts.head", settings -> settings.timeouts.head()),
            new Fixed("timeouts.keep_alive", settings -> settings.timeouts.keepAlive()),
            new Fixed("timeouts.connect", settings -> settings.timeouts.connect()),
            new Fixed("log.format", settings -> settings.log.format()),
            new Fixed("log.level", settings -> settings.log.level()));

    public Settings {
        providers = Map.copyOf(providers);
        customProviders = List.copyOf(customProviders);
        gateways = List.copyOf(gateways);
        declared = Map.copyOf(declared);
        accountLimits = List.copyOf(accountLimits);
        tokens = List.copyOf(tokens);
        managementTokens = List.copyOf(managementTokens);
        prices = List.copyOf(prices);
    }

    /** The keys whose values differ from the running settings but cannot change before a restart. */
    public List<String> needingRestart(Settings running) {
        List<String> keys = new ArrayList<>();
        for (Fixed fixed : FIXED) {
            if (!Objects.equals(fixed.value.apply(this), fixed.value.apply(running))) {
                keys.add(fixed.key);
            }
        }
        return List.copyOf(keys);
    }

    static List<String> fixedKeys() {
        return FIXED.stream().map(Fixed::key).toList();
    }

    /** These settings as the running process can take them: what needs a restart stays. */
    public Settings following(Settings running) {
        return new Settings(
                digest,
                account,
                running.host,
                running.port,
                publicUrl,
                running.adminHost,
                running.adminPort,
                running.data,
                running.demo,
                graceTime,
                providers,
                customProviders,
                egress,
                gateways,
                declared,
                timeZone,
                accountLimits,
                tokens,
                managementTokens,
                prices,
                masterKey,
                cache.keepingFixed(running.cache),
                resume,
                limits.keepingFixed(running.limits),
                timeouts.keepingFixed(running.timeouts),
                health,
                compatibility,
                running.log);
    }

    /** The same with the files of master keys taken from this folder. */
    Settings withKeysBeside(Path folder) {
        return new Settings(
                digest,
                account,
                host,
                port,
                publicUrl,
                adminHost,
                adminPort,
                data,
                demo,
                graceTime,
                providers,
                customProviders,
                egress,
                gateways,
                declared,
                timeZone,
                accountLimits,
                tokens,
                managementTokens,
                prices,
                masterKey.beside(folder),
                cache,
                resume,
                limits,
                timeouts,
                health,
                compatibility,
                log);
    }

    private record Fixed(String key, Function<Settings, Object> value) {}
}
