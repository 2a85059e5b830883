package dev.penstock.admin;

import dev.penstock.control.Actor;

/** Someone who showed a valid management token. There is no empty one. */
public record Holder(String tokenId, String name, Role role, Reach reach) {
    public Actor actor() {
        return new Actor(tokenId, name);
    }
}
