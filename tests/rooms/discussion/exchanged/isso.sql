BEGIN TRANSACTION;
CREATE TABLE comments (
                tid REFERENCES threads(id),
                id INTEGER PRIMARY KEY,
                parent INTEGER,
                created FLOAT NOT NULL,
                modified FLOAT,
                mode INTEGER,
                remote_addr VARCHAR,
                text VARCHAR NOT NULL,
                author VARCHAR,
                email VARCHAR,
                website VARCHAR,
                likes INTEGER DEFAULT 0,
                dislikes INTEGER DEFAULT 0,
                voters BLOB NOT NULL,
                notification INTEGER DEFAULT 0
            );
INSERT INTO "comments" VALUES(1,1,NULL,1700000000.25,NULL,1,'127.0.0.0','It was **late** in 1987 too.','Old Hand','hand@mail.example',NULL,2,0,X'00',0);
INSERT INTO "comments" VALUES(1,2,1,1700000100.5,1700000150.0,1,'127.0.0.0','> late in 1987

And in 1991, and in 1992.','Second Hand',NULL,NULL,0,0,X'00',0);
INSERT INTO "comments" VALUES(1,3,NULL,1700000200.0,NULL,2,'127.0.0.0','Waiting for the moderator.','New Hand',NULL,NULL,0,0,X'00',0);
INSERT INTO "comments" VALUES(1,4,NULL,1700000300.0,NULL,4,'127.0.0.0','',NULL,NULL,NULL,0,0,X'00',0);
INSERT INTO "comments" VALUES(1,5,4,1700000400.0,NULL,1,'127.0.0.0','Why did you delete that?',NULL,NULL,NULL,0,0,X'00',0);
INSERT INTO "comments" VALUES(2,6,NULL,1700000500.0,NULL,1,'127.0.0.0','Nobody will find this.','Old Hand',NULL,NULL,0,0,X'00',0);
CREATE TABLE preferences (    key VARCHAR PRIMARY KEY, value VARCHAR );
CREATE TABLE threads (     id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
INSERT INTO "threads" VALUES(1,'/harbour/the-ferry-is-late/','The ferry is late');
INSERT INTO "threads" VALUES(2,'/news/gone/','Gone');
CREATE TRIGGER remove_stale_threads AFTER DELETE ON comments BEGIN     DELETE FROM threads WHERE id NOT IN (SELECT tid FROM comments); END;
COMMIT;
