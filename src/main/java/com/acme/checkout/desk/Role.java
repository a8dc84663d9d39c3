package com.acme.checkout.desk;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What an operator may do. Who may act or see payload may look. */
public enum Role {

    /** Looks: entries, causes, replays, the audit. */
    VIEW("ops-view"),
    /** Acts: replays, discards, repairs, writes notes, assigns, snoozes, saves filters. */
    REPLAY("ops-replay"),
    /** Sees what customers sent: bodies and headers, and searches in them. */
    PAYLOAD("ops-payload");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** As settings and tokens name it. */
    public String word() {
        return word;
    }

    /** As Spring Security names it. */
    String authority() {
        return "ROLE_" + word;
    }

    /** Those of {@code words} that are roles of the desk; of others a token may well tell. */
    public static List<GrantedAuthority> authorities(Collection<String> words) {
        Set<Role> roles = Arrays.stream(values())
                .filter(role -> words.contains(role.word))
                .collect(Collectors.toSet());
        if (!roles.isEmpty()) {
            roles.add(VIEW);
        }
        return roles.stream()
                .sorted()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority(role.authority()))
                .toList();
    }

    /** The role that Spring Security names so; empty where it is none of the desk's. */
    public static Optional<Role> of(GrantedAuthority authority) {
        return Arrays.stream(values())
                .filter(role -> role.authority().equals(authority.getAuthority()))
                .findFirst();
    }

    /** The roles that somebody has. */
    public static Set<Role> of(Authentication somebody) {
        Set<String> authorities = somebody.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .collect(Collectors.toSet());
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(values())
                .filter(role -> authorities.contains(role.authority()))
                .forEach(roles::add);
        return roles;
    }
}
